"""The Merkle tree of RFC 6962: root, inclusion and consistency proofs, and how a holder of a root checks them.

A leaf is SHA-256(0x00 || event bytes), given here as 32 bytes; a node is SHA-256(0x01 || left || right). Sizes and indices
count from 0. Proofs are made as RFC 6962 2.1.1 and 2.1.2 say and checked by the algorithms of RFC 9162 2.1.3.2 and 2.1.4.2; a
check answers True or False and raises nothing, whatever it is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from atleast.errors import InputError

EMPTY = hashlib.sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the node above two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    pairs = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over `leaves`; over none, the hash of nothing."""
    if not leaves:
        return EMPTY
    level = leaves
    while len(level) > 1:
        level = _above(level)
    return level[0]


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that `leaves[index]` stands in the tree over `leaves`, from the leaf upwards."""
    if not 0 <= index < len(leaves):
        raise InputError(f"there is no leaf {index} in a tree of {len(leaves)}")
    proof, level = [], leaves
    while len(level) > 1:
        if index ^ 1 < len(level):
            proof.append(level[index ^ 1])
        level, index = _above(level), index // 2
    return proof


def consistency(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that the tree over `leaves` only appended to the tree over its first `old_size`."""
    if not 0 < old_size <= len(leaves):
        raise InputError(f"a tree of {len(leaves)} has no older tree of {old_size}")
    return _subproof(leaves, old_size, whole=True)


def _subproof(leaves: Sequence[bytes], old_size: int, *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [tree_root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, whole=whole), tree_root(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, whole=False), tree_root(leaves[:split])]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether `proof` shows that `leaf` stands at `index` in the tree of `size` with `root`."""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first % 2 or first == last:
            found = node(step, found)
            while first % 2 == 0 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def extends(old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether `proof` shows that the tree of `size` with `root` begins with the tree of `old_size` with `old_root`."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    steps = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not steps or not proof:
        return False
    first, last = old_size - 1, size - 1
    while first % 2:
        first, last = first >> 1, last >> 1
    old_found = found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first % 2 or first == last:
            old_found, found = node(step, old_found), node(step, found)
            while first % 2 == 0 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root
