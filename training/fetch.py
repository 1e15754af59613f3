#!/usr/bin/env python3
"""Fetch the public repositories with the pictures and the teachers' files.

    python fetch.py --data data                    # clones from GitHub
    python fetch.py --data data --mirrors FOLDER   # takes local copies instead

A local copy of OWNER/NAME is FOLDER/OWNER+NAME or FOLDER/OWNER/NAME (bare or
with a work tree; a `repo` folder inside it is looked into as well).
"""
import argparse
import subprocess
import sys
from pathlib import Path

from sources import MEASURED, SOURCES, TEACHERS


def mirror_of(folder: Path, repo: str):
    for base in (folder / repo.replace("/", "+"), folder / repo):
        for path in (base / "repo" / ".git", base / "repo", base / ".git", base):
            if (path / "HEAD").exists():
                return path
    return None


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--mirrors", type=Path)
    args = ap.parse_args()
    args.data.mkdir(parents=True, exist_ok=True)
    missing = []
    wanted = [(s.name, s.repo, s.commit) for s in SOURCES + MEASURED] + [("teachers", TEACHERS.repo, TEACHERS.commit)]
    for name, repo, commit in wanted:
        to = args.data / name
        if (to / ".fetched").exists():
            continue
        url = f"https://github.com/{repo}"
        if args.mirrors:
            found = mirror_of(args.mirrors, repo)
            if found is None:
                missing.append(repo)
                continue
            url = str(found)
        if not (to / ".git").exists():
            # A full clone is not needed, but a shallow one can only be of the newest commit.
            depth = ["--shared"] if args.mirrors else ["--depth", "1"]
            subprocess.run(["git", "clone", "-q", "--no-checkout", *depth, url, str(to)], check=True)
        if not args.mirrors:
            have = subprocess.run(["git", "-C", str(to), "cat-file", "-e", commit], capture_output=True)
            if have.returncode:
                subprocess.run(["git", "-C", str(to), "fetch", "-q", "--depth", "1", "origin", commit], check=True)
        only = ["--", *TEACHERS.files] if name == "teachers" else []
        subprocess.run(["git", "-C", str(to), "-c", "advice.detachedHead=false", "checkout", "-q", commit, *only],
                       check=True, stderr=None if args.mirrors is None else subprocess.DEVNULL)
        (to / ".fetched").touch()
        print(f"{name}: {repo} at {commit[:12]}", flush=True)
    if missing:
        sys.exit("no local copy of: " + ", ".join(missing))


if __name__ == "__main__":
    main()
