"""The curriculum as data: read, check and load files of `content/curriculum/`."""

from courses.curriculum.files import CurriculumError, Problem
from courses.curriculum.loading import LoadReport, load
from courses.curriculum.reading import read_curriculum

__all__ = ["CurriculumError", "LoadReport", "Problem", "load", "read_curriculum"]
