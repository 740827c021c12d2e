"""Installs contrib_learn_compat and, from tools/, the rewriter it shares its symbol table with."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

setup(
    name="contrib-learn-compat",
    version="0.1.0",
    description="Runs TensorFlow 1.x programs built on tf.contrib.learn on today's TensorFlow",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.10",
    packages=find_packages(include=["contrib_learn_compat*"])
    + find_packages("tools", include=["contrib_learn_migrate*"]),
    package_dir={"contrib_learn_migrate": "tools/contrib_learn_migrate"},
    package_data={
        "contrib_learn_compat": ["py.typed"],
        "contrib_learn_compat.learn.datasets": ["data/*"],
        "contrib_learn_migrate": ["py.typed", "report/*.css", "symbols/*.tsv", "symbols/*.txt"],
    },
    install_requires=[
        "tensorflow>=2.16",
        "tf-keras>=2.16",
        "absl-py",
        # The rewriter's, each imported where it is needed: layout, Python 2, .gitignore, colours,
        # settings.
        "black>=24",
        "fissix>=24.4",
        "pathspec>=0.12",
        "rich>=13",
        "tomli>=2; python_version < '3.11'",
    ],
    entry_points={"console_scripts": ["contrib-learn-migrate=contrib_learn_migrate.cli:main"]},
    extras_require={
        "test": [
            "pytest>=8",
            "pytest-xdist>=3",
            "hypothesis>=6",
            "jax",  # The other backend that migrated programs are run on.
            "jsonschema>=4",
            "nbformat>=5",
            "pandas",
            "scikit-learn",
        ],
        "dev": ["ruff>=0.6", "build"],
    },
    classifiers=[
        "Programming Language :: Python :: 3",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
)
