"""The loss of a batch."""
import torch
import torch.nn.functional as F

TEMPERATURE = 0.1


def contrast_of(similarity, group):
    """InfoNCE: the views of one picture among all others."""
    own = torch.eye(len(group), dtype=torch.bool, device=similarity.device)
    mate = (group[:, None] == group[None]) & ~own
    rows = mate.any(1)
    if not rows.any():
        return similarity.new_zeros(())
    log = (similarity / TEMPERATURE).masked_fill(own, -1e4).log_softmax(1)
    return -((log * mate).sum(1)[rows] / mate.sum(1)[rows]).mean()


def of(p, d, group, weights):
    """p, d: N×cells×cells×D, the network's and the teachers'; group: the picture of each view."""
    e, t = p.mean((1, 2)), d.mean((1, 2))
    en, tn = F.normalize(e, dim=1), F.normalize(t, dim=1)
    cosine = (en * tn).sum(1).mean()
    dense = F.cosine_similarity(p, d, dim=3).mean()
    similarity = F.mse_loss(en @ en.T, tn @ tn.T)
    length = ((e.norm(dim=1).clamp(min=1e-4) / t.norm(dim=1).clamp(min=1e-4)).log() ** 2).mean()
    contrast = contrast_of(en @ en.T, group)
    total = (1 - cosine) + weights.dense * (1 - dense) + weights.similarity * similarity + 0.02 * length + weights.contrast * contrast
    return total, {"cosine": cosine.item(), "dense": dense.item(), "similarity": similarity.item(), "contrast": contrast.item()}
