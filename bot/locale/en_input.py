"""English words for what cannot be used: what was found, what is allowed, what to do."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "input.pair": "Write a parameter as name=value, such as stop_loss=4%. Found: {found}",
    "input.no_parameter": "{owner} has no parameter {found}. It has {known}",
    "input.parameter": "{owner} cannot take {name}={found}. Allowed: {why}",
    "input.value": "{name}={found} cannot be used. Allowed: {why}",
    "input.together": "The parameters of {owner} do not go together: {why}",
    "input.whole": "a whole number {low_why} {high_why}",
    "input.number": "a number {low_why} {high_why} (4% may be written for 0.04)",
    "input.at_least": "from {limit}",
    "input.above": "above {limit}",
    "input.at_most": "up to {limit}",
    "input.below": "below {limit}",
    "input.one_of": "one of {known}",
    "input.places": "a number with at most {count} decimal places",
    "input.split": "parts such as 40/30/30 (found: {found})",
    "input.split_sum": "parts that make 100 % together (now {total_ratio:g})",
    "input.code": "codes of six or eight of 0-9 and A-Z, such as 005930 (found: {found})",
    "input.smaller": (
        "{name}={found} must be smaller than {other}={limit}. Lower {name} or raise {other}"
    ),
    "input.z_unreachable": (
        "With window={window} z stays within {bound} and never passes z_threshold={found}. "
        "Lower z_threshold or raise window"
    ),
    "input.weekly_cross": "entry=cross is for mode=daily: weekly entries look once a week",
    "input.no_strategy": "{found} is no known strategy. Strategies: {known}. Presets: {presets}",
    "input.day": "{option} was {found}. Write a date such as 2013-01-02",
    "input.period": "--to {last} lies before --from {first}. Swap them",
    "input.no_folder": (
        "There is no folder {found}. Name a folder with daily files such as 005930.csv"
    ),
    "input.file_for_folder": (
        "{found} is a file. Give its folder to --data and its symbol to --symbols"
    ),
    "input.empty_folder": "{found} has no daily files. Name a folder with files such as 005930.csv",
    "input.nothing_stored": (
        "No daily bars are stored. Name a folder with --data or run gaemi import"
    ),
    "input.no_bars": "There is no bar that can be used. Look at the rows that were not taken",
    "input.outside": (
        "There are no bars from {since} to {until}. They are from {first} to {last}: change "
        "--from and --to"
    ),
    "input.market": (
        "{found} is no market. Write one of {known}, or for single symbols 069500=ETF,247540=KOSDAQ"
    ),
    "input.channel": "There is no {found}. After the / may stand {known}",
    "input.commission": (
        "{found} is no commission. Write one of {known} (also kis/nxt), or a rate up to 1 % "
        "such as 0.015% or 0"
    ),
    "input.no_symbol": "There are no bars of {found}. There are {count:,} symbols: {known}",
    "input.nothing_to_show": (
        "The run had no session, so there is nothing to show. Widen the period"
    ),
    "input.unwritable": "{found} cannot be written ({why}). Name another file",
    "input.unreadable": "{found} cannot be read ({why}). Name another file",
    "input.no_yaml": (
        "{found} is no YAML ({why}). Write one name: value a line, such as stop_loss: 0.04"
    ),
    "input.no_parameters": (
        "{found} holds no parameters. Write one name: value a line, such as stop_loss: 0.04"
    ),
    "input.yaml_value": (
        "{file}: {name} is {found}. Write one name: value a line, such as stop_loss: 0.04"
    ),
    "input.name_taken": "{file} has the name {found} already. Take another one",
    "input.own.none": "there is no strategy. Put @STRATEGIES.add('its_name') before its class",
    "input.own.no_class": "{found} is no class of Strategy. Write class Name(Strategy):",
    "input.own.two_names": (
        "it is added as {found} and its name is {other}. Make both the same: small letters, "
        "digits and _, beginning with a letter"
    ),
    "input.own.warm_up": (
        "warm_up must be at least 1, startup_bars at least warm_up and at most {most}"
    ),
    "input.own.columns": "features and Row must have the same names. Only one of them has {found}",
    "input.own.failed": (
        "{found} failed in line {line} of {file}: {why}. Mend the file and try again"
    ),
    "input.own.not_loaded": (
        "{found} stands in {file}, which could not be loaded because of line {line}: {why}"
    ),
    "input.twice": "{found} is in --set and in --space. Give it once",
    "input.space": "Write --space as name=first..last:step or name=value,value. Found: {found}",
    "input.no_space": "{owner} names nothing to search. Give --space name=first..last:step",
    "input.no_step": "{name}={found} has no step. Write for example {name}={ends}:0.01",
    "input.no_range": (
        "{found} holds no value. The first must not be above the last, and the step above 0"
    ),
    "input.many_values": (
        "{found} has {count:,} values. Up to {most:,} are allowed: take a larger step"
    ),
    "input.no_number": "{part} of {found} is no number. Write name=first..last:step",
    "input.few_sessions": (
        "The search would see {found:,} sessions. It needs {least:,}: widen the period, or "
        "hold out less with --holdout"
    ),
    "input.method": "--method was {found}. Choose one of {known}",
    "input.grid_trials": "--trials is for random and bayes: a grid tries all combinations",
    "input.no_trials": "--method {name} needs --trials of 1 or more",
    "input.holdout": "--holdout was {found}. Allowed are 0 to {most}",
    "input.holdout_text": "--holdout was {found}. Write a part of the sessions such as 0.25",
    "input.grid_size": (
        "There are {count:,} combinations. Up to {most:,} are allowed: take larger steps, or "
        "--method random with --trials"
    ),
    "input.metric": "{found} is no known metric. Choose one of {known}",
    "input.no_set": "No combination of the values goes together. Look at --space",
    "input.cluster_missing": (
        "--cluster needs distributed. Install it with pip install 'gaemi[cluster]'"
    ),
    "input.cluster_unreachable": (
        "The Dask scheduler at {found} does not answer ({why}). Start dask scheduler and "
        "write tcp://host:8786"
    ),
    "input.sweep_known": (
        "This sweep ({found}) has tried {count:,} sets already. Go on with --resume, or look "
        "at them with gaemi sweep show {found}"
    ),
    "input.sweep_busy": (
        "Another sweep is adding to {found}. Wait for it, or name another file with --store"
    ),
    "input.no_sweep": "There is no sweep {found}. There are {known}",
}
