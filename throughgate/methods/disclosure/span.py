"""What follows from sums that are known: linear spans of sets of people, on the coarsest columns that tell the sets apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TOUCHED = 1e-7
"""A sum over a random direction below it is 0: rounding leaves some 1e-11, a set that does not follow some 0.1."""
SEED = 20261122
DIRECTIONS = 2


@dataclass(frozen=True, eq=False)
class Atoms:
    """Columns joined where no set tells them apart: `of` is the atom of each column, `noise` directions by columns.

    The noise of an atom's columns adds up to 0, so that a sum over half an atom is never 0 by chance.
    """

    of: np.ndarray
    first: np.ndarray
    size: np.ndarray
    noise: np.ndarray

    def over_columns(self, directions: np.ndarray) -> np.ndarray:
        """Directions over atoms as directions over columns: the sum over a whole atom stays the same."""
        return (directions / self.size)[:, self.of] + self.noise


def join_columns(members: np.ndarray) -> Atoms:
    """The atoms of sets by columns; told apart by a random number for each set, added up by column."""
    draw = np.random.default_rng(SEED)
    keys = np.round(draw.normal(size=(2, len(members))) @ members, 9)
    _, first, of = np.unique(keys[0] + 1j * keys[1], return_index=True, return_inverse=True)
    size = np.bincount(of, minlength=len(first))
    noise = draw.normal(size=(DIRECTIONS, members.shape[1]))
    mean = np.array([np.bincount(of, row, minlength=len(first)) for row in noise]) / size
    return Atoms(of, first, size, noise - mean[:, of])


def find_basis(rows: np.ndarray) -> np.ndarray:
    """Orthonormal rows that span the same, by the eigenvectors of the products of the rows at unit length."""
    length = np.linalg.norm(rows, axis=1)
    rows = rows[length > TOUCHED] / length[length > TOUCHED, None]
    if not rows.size:
        return np.zeros((0, rows.shape[1]))
    size, turn = np.linalg.eigh(rows @ rows.T)
    kept = size > 1e-11 * max(size[-1], 1.0)
    basis = (turn[:, kept].T @ rows) / np.sqrt(size[kept])[:, None]
    # One step of Newton and Schulz, since products square what rounding left: within the span, it becomes orthonormal.
    return 1.5 * basis - 0.5 * (basis @ basis.T) @ basis


def take_beside(rows: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """What of each row is at right angles to the basis; taken away twice, since once leaves rounding behind."""
    for _ in range(2):
        rows = rows - (rows @ basis.T) @ basis
    return rows


def follows_from(members: np.ndarray, target: np.ndarray) -> bool:
    """Whether one set of people is a linear combination of others; rows of 0 and 1 over columns."""
    atoms = join_columns(np.vstack([members, target]))
    return bool(
        np.abs(take_beside(target[None, atoms.first].astype(float), find_basis(members[:, atoms.first]))).max()
        < TOUCHED
    )
