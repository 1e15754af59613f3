"""CLIP, SigLIP and DINOv2 of OpenAI, open_clip, timm, the transformers library and Meta.

Names that begin with `small-` are small networks of the same classes, for tests that run always.
"""

import functools
import importlib.util

import torch

import formula
from references import REFERENCES, Reference, load_formula, torch_call

SMALL = dict(size=96, patch=32, width=128, layers=2, text_width=128, text_layers=2, dimension=32, vocabulary=1000, context=16)
B32 = dict(size=224, patch=32, width=768, layers=12, text_width=512, text_layers=12, dimension=512, vocabulary=49408, context=77)
B16 = B32 | dict(patch=16)
L14 = B32 | dict(patch=14, width=1024, layers=24, text_width=768, dimension=768)
TINY = {
    "8m-16-text-3m": B32 | dict(patch=16, width=256, layers=10, text_width=256, text_layers=3),
    "39m-16-text-19m": B32 | dict(patch=16, width=512, text_layers=6),
    "40m-32-text-19m": B32 | dict(width=512, text_layers=6),
    "61m-32-text-29m": B32 | dict(width=640, text_layers=9),
}


def openai_clip(s: dict) -> Reference:
    # The package itself asks for a setuptools that new ones have not; its network is in one module.
    folder = importlib.util.find_spec("clip").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("openai_clip_model", f"{folder}/model.py")
    code = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(code)
    module = code.CLIP(
        s["dimension"], s["size"], s["layers"], s["width"], s["patch"], s["context"], s["vocabulary"], s["text_width"],
        s["text_width"] // 64, s["text_layers"])
    return clip_reference("clip-anytorch 2.6.0", module, s)


def open_clip_clip(s: dict) -> Reference:
    import open_clip

    module = open_clip.model.CLIP(
        s["dimension"],
        dict(image_size=s["size"], patch_size=s["patch"], width=s["width"], layers=s["layers"]),
        dict(context_length=s["context"], vocab_size=s["vocabulary"], width=s["text_width"], layers=s["text_layers"],
             heads=s["text_width"] // 64))
    return clip_reference(f"open_clip {open_clip.__version__}", module, s)


def clip_reference(library: str, module, s: dict) -> Reference:
    state = load_formula(module)
    return Reference(
        library, s["size"], state, torch_call(module.encode_image), texts=torch_call(module.encode_text),
        text_shape=(s["context"], s["vocabulary"]), model=module)


def transformers_clip(s: dict) -> Reference:
    import transformers

    module = transformers.CLIPModel(transformers.CLIPConfig(
        vision_config=dict(
            image_size=s["size"], patch_size=s["patch"], hidden_size=s["width"], intermediate_size=4 * s["width"],
            num_hidden_layers=s["layers"], num_attention_heads=s["width"] // 64, hidden_act="quick_gelu"),
        text_config=dict(
            max_position_embeddings=s["context"], vocab_size=s["vocabulary"], hidden_size=s["text_width"],
            intermediate_size=4 * s["text_width"], num_hidden_layers=s["text_layers"],
            num_attention_heads=s["text_width"] // 64, hidden_act="quick_gelu", eos_token_id=s["vocabulary"] - 1),
        projection_dim=s["dimension"]))
    return transformers_reference(module, s)


def transformers_siglip(s: dict) -> Reference:
    import transformers

    module = transformers.SiglipModel(transformers.SiglipConfig(
        vision_config=dict(
            image_size=s["size"], patch_size=s["patch"], hidden_size=s["width"], intermediate_size=4 * s["width"],
            num_hidden_layers=s["layers"], num_attention_heads=s["width"] // 64),
        text_config=dict(
            max_position_embeddings=s["context"], vocab_size=s["vocabulary"], hidden_size=s["text_width"],
            intermediate_size=4 * s["text_width"], num_hidden_layers=s["text_layers"],
            num_attention_heads=s["text_width"] // 64, projection_size=s["width"])))
    return transformers_reference(module, s)


def transformers_reference(module, s: dict) -> Reference:
    import transformers

    state = load_formula(module)

    def features(answer):
        return getattr(answer, "pooler_output", answer)

    return Reference(
        f"transformers {transformers.__version__}", s["size"], state,
        torch_call(lambda x: features(module.get_image_features(pixel_values=x))),
        texts=torch_call(lambda ids: features(module.get_text_features(input_ids=ids))),
        text_shape=(s["context"], s["vocabulary"]), model=module)


def timm_clip(s: dict) -> Reference:
    import timm

    module = timm.models.vision_transformer.VisionTransformer(
        img_size=s["size"], patch_size=s["patch"], embed_dim=s["width"], depth=s["layers"], num_heads=s["width"] // 64,
        pre_norm=True, norm_layer=functools.partial(torch.nn.LayerNorm, eps=1e-5), act_layer="quick_gelu",
        num_classes=s["dimension"])
    return Reference(f"timm {timm.__version__}", s["size"], load_formula(module), torch_call(module), model=module)


def dinov2(name: str, **sizes) -> Reference:
    from dinov2.models import vision_transformer

    make = getattr(vision_transformer, name, None) or vision_transformer.DinoVisionTransformer
    module = make(patch_size=14, img_size=518, init_values=1.0, block_chunks=0, **sizes)
    return Reference("dinov2 0.0.1.dev2", 224, load_formula(module), torch_call(module), model=module)


def transformers_dinov2(width: int, layers: int) -> Reference:
    import transformers

    module = transformers.Dinov2Model(transformers.Dinov2Config(
        hidden_size=width, num_hidden_layers=layers, num_attention_heads=width // 64, mlp_ratio=4, patch_size=14,
        image_size=518))
    # Files have other names than version 5 has in memory.
    names = {name: published(name) for name in module.state_dict()}
    state = {name: torch.from_numpy(formula.tensor(names[name], tuple(value.shape)))
             for name, value in module.state_dict().items()}
    module.load_state_dict(state)
    module.eval()
    return Reference(
        f"transformers {transformers.__version__}", 224, {names[name]: value.numpy() for name, value in state.items()},
        torch_call(lambda x: module(pixel_values=x).pooler_output), model=module)


def published(name: str) -> str:
    for ours, theirs in {"q_proj": "attention.query", "k_proj": "attention.key", "v_proj": "attention.value",
                         "o_proj": "output.dense"}.items():
        name = name.replace(f"attention.{ours}", f"attention.{theirs}")
    return name


for name, sizes in [("clip-vit-b-32", B32), ("clip-vit-b-16", B16), ("clip-vit-l-14", L14), ("small-clip", SMALL)]:
    REFERENCES[name] = functools.partial(openai_clip, sizes)
    # DataComp's are the same network.
    REFERENCES[f"{name}-laion2b"] = functools.partial(open_clip_clip, sizes)
REFERENCES["small-clip-transformers"] = lambda: transformers_clip(SMALL)
REFERENCES["small-clip-timm"] = lambda: timm_clip(SMALL)
for name, sizes in TINY.items():
    REFERENCES[f"tinyclip-vit-{name}"] = functools.partial(open_clip_clip, sizes)
SIGLIP = dict(size=224, patch=16, width=768, layers=12, text_width=768, text_layers=12, vocabulary=32000, context=64)
REFERENCES["siglip-base-patch16-224"] = lambda: transformers_siglip(SIGLIP)
REFERENCES["siglip2-base-patch16-224"] = lambda: transformers_siglip(SIGLIP | dict(vocabulary=256000))
REFERENCES["siglip2-base-patch32-256"] = lambda: transformers_siglip(SIGLIP | dict(size=256, patch=32, vocabulary=256000))
REFERENCES["small-siglip"] = lambda: transformers_siglip(SMALL)
REFERENCES["dinov2-vits14"] = lambda: dinov2("vit_small")
REFERENCES["dinov2-vitb14"] = lambda: dinov2("vit_base")
REFERENCES["small-dinov2-transformers"] = lambda: transformers_dinov2(128, 2)
