"""Which file a name means: one rule for command lines and documents, that of a shell.

A path that exists as it is written, else the catalogue's; a local file has its ending, or a folder before it.
"""

import pytest

from convcalc.language.problems import ConvcalcError
from convcalc.spec.folders import of_document
from convcalc.study.design import Library, summarize

LOCAL = "input: 3x8x8\nlayers: [conv 3 3]\n"  # 3(27 + 1) = 84 parameters
TRUE = 60_965_224  # published, and PyTorch's for the layers of Krizhevsky's table


@pytest.fixture
def files(spec):
    for name in ("alexnet.yaml", "nets/alexnet.yml", "own.yaml"):
        spec.write(name, LOCAL)
    return spec


MEANT = [
    ("alexnet", TRUE),
    ("catalogue:alexnet", TRUE),
    ("catalogue:alexnet.yaml", TRUE),
    ("alexnet.yaml", 84),
    ("./alexnet", 84),
    ("./alexnet.yaml", 84),
    ("nets/alexnet", 84),
    ("nets/alexnet.yml", 84),
    ("own.yaml", 84),
    ("./own", 84),
]


@pytest.mark.parametrize(("name", "params"), MEANT)
def test_a_name_means_the_same_on_a_command_line_and_in_a_document(files, tmp_path, name, params):
    assert files.design(name).params == params
    assert summarize(name, library=Library(of_document(str(tmp_path)))).params == params


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("own", "there is no file and no catalogue network 'own' (did you mean 'own.yaml'?)"),
        ("nets/own", "there is no file nets/own"),
        ("./googlenet", "there is no file ./googlenet"),
        ("catalogue:own", "there is no catalogue network 'own'"),
        ("catalogue:alexne", "there is no catalogue network 'alexne' (did you mean 'alexnet'?)"),
        ("catalogue:../own", "there is no catalogue network '../own'"),
        ("catalogue:", "there is no catalogue network ''"),
    ],
)
def test_a_name_that_means_nothing_is_refused_with_the_one_that_was_meant(files, tmp_path, name, said):
    with pytest.raises(ConvcalcError) as caught:
        files.design(name)
    assert said in str(caught.value)
    with pytest.raises(ConvcalcError) as caught:
        summarize(name, library=Library(of_document(str(tmp_path))))
    assert said in str(caught.value)


def test_a_file_that_a_file_names_is_looked_up_beside_it_with_or_without_its_ending(files):
    assert files.report("extends: alexnet\n").params == 84
    assert files.report("extends: catalogue:alexnet\n").params == TRUE


def test_a_file_without_an_ending_is_read_where_it_is_named(files):
    files.write("vgg16", LOCAL)
    assert files.design("vgg16").params == 84
    assert files.design("catalogue:vgg16").params == 138_357_544  # PyTorch's
