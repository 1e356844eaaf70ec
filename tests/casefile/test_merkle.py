"""The tree of RFC 6962: the vectors that its reference implementations publish, and every proof for small trees."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast.casefile import merkle
from atleast.errors import InputError

# Leaf inputs, roots, paths and consistency proofs of the certificate-transparency reference tests (merkle_tree_test).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
GROWTH = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def _leaves(n: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + bytes.fromhex(one)).digest() for one in INPUTS[:n]]


def _many(n: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + i.to_bytes(2, "big")).digest() for i in range(n)]


def test_published_roots() -> None:
    assert merkle.tree_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [merkle.tree_root(_leaves(n)).hex() for n in range(1, 9)] == ROOTS


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_published_paths(index: int, size: int) -> None:
    leaves = _leaves(size)
    assert [step.hex() for step in merkle.inclusion(leaves, index)] == PATHS[index, size]


@pytest.mark.parametrize(("old", "size"), GROWTH)
def test_published_consistency_proofs(old: int, size: int) -> None:
    assert [step.hex() for step in merkle.consistency(_leaves(size), old)] == GROWTH[old, size]
    path = [bytes.fromhex(step) for step in GROWTH[old, size]]
    assert merkle.extends(old, size, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[size - 1]), path)


def _by_definition(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + _by_definition(leaves[:split]) + _by_definition(leaves[split:])).digest()


def test_the_root_is_that_of_the_definition_for_every_small_size() -> None:
    for n in range(1, 70):
        assert merkle.tree_root(_many(n)) == _by_definition(_many(n))


def test_every_proof_of_every_small_tree_holds_and_for_no_other_leaf_place_or_root() -> None:
    for n in range(1, 24):
        leaves = _many(n)
        root = merkle.tree_root(leaves)
        for index in range(n):
            proof = merkle.inclusion(leaves, index)
            assert merkle.includes(leaves[index], index, n, proof, root)
            assert not merkle.includes(leaves[index - 1], index, n, proof, root) or n == 1
            assert not merkle.includes(leaves[index], index, n, proof, leaves[0]) or n == 1
            assert not merkle.includes(leaves[index], index, n, [*proof, root], root)
            assert not any(merkle.includes(leaves[index], other, n, proof, root) for other in range(n) if other != index)
        for old in range(1, n + 1):
            proof = merkle.consistency(leaves, old)
            old_root = merkle.tree_root(leaves[:old])
            assert merkle.extends(old, n, old_root, root, proof)
            assert not merkle.extends(old, n, leaves[-1], root, proof) or old == n == 1
            assert not merkle.extends(old, n, old_root, leaves[-1], proof) or n == 1
            assert not any(merkle.extends(other, n, old_root, root, proof) for other in range(1, n + 1) if other != old)


@given(st.integers(1, 40), st.data())
def test_a_changed_past_never_passes(size: int, data: st.DataObject) -> None:
    leaves = _many(size)
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    forged = [*leaves[:changed], hashlib.sha256(b"other").digest(), *leaves[changed + 1 :]]
    old_root, root = merkle.tree_root(leaves[:old]), merkle.tree_root(forged)
    assert not merkle.extends(old, size, old_root, root, merkle.consistency(forged, old))
    assert not merkle.extends(old, size, old_root, root, merkle.consistency(leaves, old))


@given(st.integers(-3, 9), st.integers(-3, 9), st.lists(st.binary(max_size=40), max_size=6))
def test_a_check_answers_whatever_it_is_given(a: int, b: int, path: list[bytes]) -> None:
    assert merkle.includes(b"", a, b, path, b"root") is False
    assert merkle.extends(a, b, b"old", b"new", path) is False


def test_a_proof_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no leaf 3"):
        merkle.inclusion(_leaves(3), 3)
    for old in (0, 4):
        with pytest.raises(InputError, match="no older tree"):
            merkle.consistency(_leaves(3), old)
