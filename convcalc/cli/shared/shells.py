"""Completion in bash, zsh and fish: the scripts that they read, and what these are told of a line that is typed.

A script passes the line up to the cursor, and reads a candidate a line: its kind, a tab, and the candidate. Words are
split here and not by the shell, which takes `conv2.out_channels=128` apart. A candidate has no character that means
something to a shell; nothing that is wrong is said, and what takes long is not waited for.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from collections.abc import Iterator
from types import FrameType

import click
from click.shell_completion import ShellComplete, add_completion_class

from convcalc.cli.shared.completion import FILE, OPEN, PLAIN

LINE = "CONVCALC_LINE"
BREAKS = "CONVCALC_BREAKS"
"""Where a script puts the line, and the characters behind which bash begins a word anew."""

SECONDS = 2
"""After so long nothing is completed: a person who types does not wait."""

HARMLESS = re.compile(r"[A-Za-z0-9_./,:%+-]+=?[A-Za-z0-9_./,:%+-]*")
"""A candidate that no shell takes for anything but a word."""

_BASH = """\
%(complete_func)s() {
    local kind value file names=() files=""
    COMPREPLY=()
    while IFS=$'\\t' read -r kind value; do
        case "$kind" in
            plain) COMPREPLY+=("$value") ;;
            open) COMPREPLY+=("$value"); compopt -o nospace ;;
            file) files=yes; file="$value" ;;
        esac
    done < <(env CONVCALC_LINE="${COMP_LINE:0:$COMP_POINT}" CONVCALC_BREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
    if [[ -n "$files" && ${#COMPREPLY[@]} -eq 0 ]]; then
        compopt -o default
    elif [[ -n "$files" ]]; then
        mapfile -t names < <(compgen -f -- "$file")
        [[ ${#names[@]} -eq 0 ]] || { COMPREPLY+=("${names[@]}"); compopt -o filenames; }
    fi
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local kind value files=""
    local -a whole unfinished
    while IFS=$'\\t' read -r kind value; do
        case "$kind" in
            plain) whole+=("$value") ;;
            open) unfinished+=("$value") ;;
            file) files=yes ;;
        esac
    done < <(env CONVCALC_LINE="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}" \\
        %(complete_var)s=zsh_complete "${words[1]}" 2>/dev/null)
    (( $#whole )) && compadd -V convcalc -a whole
    (( $#unfinished )) && compadd -V convcalc -S '' -a unfinished
    [[ -n "$files" ]] && _files
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_FISH = """\
function %(complete_func)s
    for answer in (env CONVCALC_LINE=(commandline -cp | string collect) %(complete_var)s=fish_complete \\
            (commandline -op)[1] 2>/dev/null)
        set -l parts (string split -m 1 \\t -- $answer)
        if test "$parts[1]" = file
            __fish_complete_path (commandline -ct)
        else
            echo $parts[2]
        end
    end
end

complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


class _Shell(ShellComplete):
    """What the three shells have alike."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the last one, and that, as far as they are typed; an option's value is a word of its own."""
        (*before, last), self.quoted = split_line(os.environ.get(LINE, ""))
        self.before = ""
        option, equals, value = last.partition("=")
        if option.startswith("--") and equals:
            self.before = f"{option}="
            return [*before[1:], option], value
        return before[1:], last

    def complete(self) -> str:
        """A line for each candidate: its kind, a tab and the text."""
        words, last = self.get_completion_args()
        cut = self.cut(self.before + last)
        lines = []
        for item in self.get_completions(words, last):
            text = f"{self.before}{item.value}"
            if item.type == FILE:
                lines.append(f"{FILE}\t{item.value if item.value.isprintable() else ''}")
            elif HARMLESS.fullmatch(text) or text in ("-", "--"):
                lines.append(f"{item.type if item.type == OPEN else PLAIN}\t{text[cut:]}")
        return "\n".join(lines)

    def cut(self, word: str) -> int:
        """How much of a word stands on the line already and is not replaced."""
        return 0


class Bash(_Shell):
    """Bash from 4.4 on, which begins a word anew behind an equals sign or a colon, unless it is quoted."""

    name = "bash"
    source_template = _BASH

    def cut(self, word: str) -> int:
        if self.quoted:
            return 0
        return max((word.rfind(character) + 1 for character in os.environ.get(BREAKS, "=:")), default=0)


class Zsh(_Shell):
    """Zsh."""

    name = "zsh"
    source_template = _ZSH


class Fish(_Shell):
    """Fish."""

    name = "fish"
    source_template = _FISH


def split_line(line: str) -> tuple[list[str], bool]:
    """The words of a line as a shell reads them, the last one as far as it is typed, and whether a quote is open.

    `a "b c` is `a` and `b c`; behind a space the last word is empty.
    """
    words, word, quote, begun = [], "", "", False
    characters: Iterator[str] = iter(line)
    for character in characters:
        if character == "\\" and quote != "'":
            word += next(characters, "")
            begun = True
        elif quote:
            quote, word = ("", word) if character == quote else (quote, word + character)
        elif character in "\"'":
            quote, begun = character, True
        elif character.isspace():
            if begun:
                words.append(word)
            word, begun = "", False
        else:
            word, begun = word + character, True
    return [*words, word], bool(quote)


def answer(program: click.Command) -> None:
    """Tell a shell what it asks for, and end."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)
    sys.stderr = io.StringIO()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _give_up)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        program(prog_name="convcalc")
    except Exception:
        raise SystemExit(0) from None


def _give_up(_number: int, _frame: FrameType | None) -> None:
    os._exit(0)
