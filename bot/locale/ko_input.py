"""쓸 수 없는 말, 값, 파일을 알리는 한국어 문장: 본 것, 쓸 수 있는 것, 할 일."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "input.pair": "설정은 이름=값으로 적습니다(예: stop_loss=4%). 적은 것: {found}",
    "input.no_parameter": "{owner} 전략에는 {found} 설정이 없습니다. 쓸 수 있는 설정: {known}",
    "input.parameter": "{owner} 전략의 {name}={found} 은(는) 쓸 수 없습니다. 쓸 수 있는 값: {why}",
    "input.value": "{name}={found} 은(는) 쓸 수 없습니다. 쓸 수 있는 값: {why}",
    "input.together": "{owner} 전략의 설정이 서로 맞지 않습니다: {why}",
    "input.whole": "{low_why} {high_why} 정수",
    "input.number": "{low_why} {high_why} 수(4% 처럼 적어도 됩니다)",
    "input.at_least": "{limit} 이상",
    "input.above": "{limit} 초과",
    "input.at_most": "{limit} 이하",
    "input.below": "{limit} 미만",
    "input.one_of": "{known} 가운데 하나",
    "input.places": "소수점 아래 {count}자리까지의 수",
    "input.split": "40/30/30 처럼 나눈 몫(적은 것: {found})",
    "input.split_sum": "더해서 100 %가 되는 몫(지금은 {total_ratio:g})",
    "input.code": "005930 처럼 0-9, A-Z 여섯 자리나 여덟 자리 종목 코드(적은 것: {found})",
    "input.smaller": (
        "{name}={found} 은(는) {other}={limit} 보다 작아야 합니다. {name} 을(를) 낮추거나 "
        "{other} 을(를) 높이세요"
    ),
    "input.z_unreachable": (
        "window={window} 이면 z 는 {bound} 을(를) 넘을 수 없어 z_threshold={found} 에 닿지 "
        "않습니다. z_threshold 를 낮추거나 window 를 높이세요"
    ),
    "input.weekly_cross": "entry=cross 는 mode=daily 에서만 씁니다. 주간은 한 주에 한 번만 봅니다",
    "input.no_strategy": "{found} 은(는) 모르는 전략입니다. 전략: {known}. 프리셋: {presets}",
    "input.day": "{option} {found} 은(는) 날짜가 아닙니다. 2013-01-02 처럼 적으세요",
    "input.period": "--to {last} 이(가) --from {first} 보다 앞입니다. 서로 바꾸세요",
    "input.no_folder": "{found} 폴더가 없습니다. 005930.csv 같은 일봉 파일이 있는 폴더를 적으세요",
    "input.file_for_folder": (
        "{found} 은(는) 파일입니다. 그 파일이 든 폴더를 --data 에, 종목을 --symbols 에 적으세요"
    ),
    "input.empty_folder": (
        "{found} 폴더에 일봉 파일이 없습니다. 005930.csv 같은 이름의 파일이 있는 폴더를 적으세요"
    ),
    "input.nothing_stored": (
        "저장된 일봉이 없습니다. --data 로 폴더를 적거나 gaemi import 로 넣으세요"
    ),
    "input.no_bars": "쓸 수 있는 봉이 하나도 없습니다. 쓰지 않은 줄을 살펴보세요",
    "input.outside": (
        "{since} ~ {until} 에는 봉이 없습니다. 있는 봉은 {first} ~ {last} 입니다. --from 과 "
        "--to 를 고치세요"
    ),
    "input.market": (
        "{found} 은(는) 시장이 아닙니다. {known} 가운데 하나를, 종목마다 다르면 "
        "069500=ETF,247540=KOSDAQ 처럼 적으세요"
    ),
    "input.channel": "{found} 은(는) 없습니다. 뒤에 적을 수 있는 것: {known}",
    "input.commission": (
        "{found} 은(는) 수수료가 아닙니다. {known} 가운데 하나(kis/nxt 처럼 나눌 수 있음)나 "
        "0.015%, 0 처럼 1 %까지의 비율을 적으세요"
    ),
    "input.no_symbol": "{found} 의 봉이 없습니다. 있는 종목 {count:,}개: {known}",
    "input.nothing_to_show": "이 기간에 거래일이 없어 보여 줄 것이 없습니다. 기간을 넓히세요",
    "input.unwritable": "{found} 에 쓸 수 없습니다({why}). 다른 파일을 적으세요",
    "input.unreadable": "{found} 을(를) 읽을 수 없습니다({why}). 다른 파일을 적으세요",
    "input.no_yaml": (
        "{found} 은(는) YAML 이 아닙니다({why}). 한 줄에 하나씩 stop_loss: 0.04 처럼 적으세요"
    ),
    "input.no_parameters": (
        "{found} 에 설정이 없습니다. 한 줄에 하나씩 stop_loss: 0.04 처럼 적으세요"
    ),
    "input.yaml_value": (
        "{file} 의 {name} 값이 {found} 입니다. 한 줄에 하나씩 stop_loss: 0.04 처럼 적으세요"
    ),
    "input.name_taken": "{found} 이름은 {file} 이(가) 이미 씁니다. 다른 이름을 쓰세요",
    "input.own.none": "전략이 없습니다. 클래스 앞에 @STRATEGIES.add('이름') 을 적으세요",
    "input.own.no_class": (
        "{found} 은(는) 전략 클래스가 아닙니다. class 이름(Strategy): 로 적으세요"
    ),
    "input.own.two_names": (
        "@STRATEGIES.add 의 이름은 {found} 인데 클래스의 name 은 {other} 입니다. 둘을 같게, "
        "소문자로 시작해 소문자와 숫자와 _ 만으로 적으세요"
    ),
    "input.own.warm_up": "warm_up 은 1 이상, startup_bars 는 warm_up 이상 {most} 이하여야 합니다",
    "input.own.columns": "features 와 Row 의 이름이 같아야 합니다. 한쪽에만 있는 것: {found}",
    "input.own.failed": (
        "{found} 전략이 {file} {line}번째 줄에서 실패했습니다: {why}. 파일을 고치고 다시 해 보세요"
    ),
    "input.own.not_loaded": (
        "{found} 전략은 {file} 에 있지만 {line}번째 줄 때문에 불러오지 못했습니다: {why}"
    ),
    "input.twice": "{found} 을(를) --set 과 --space 에 모두 적었습니다. 한 번만 적으세요",
    "input.space": "--space 는 이름=처음..끝:간격 이나 이름=값,값 으로 적습니다. 적은 것: {found}",
    "input.no_space": (
        "{owner} 전략에는 정해 둔 찾을 값이 없습니다. --space 이름=처음..끝:간격 을 적으세요"
    ),
    "input.no_step": "{name}={found} 에 간격이 없습니다. {name}={ends}:0.01 처럼 적으세요",
    "input.no_range": (
        "{found} 에는 값이 없습니다. 처음이 끝보다 크지 않고 간격이 0보다 커야 합니다"
    ),
    "input.many_values": (
        "{found} 은(는) 값이 {count:,}개입니다. {most:,}개까지 됩니다: 간격을 키우세요"
    ),
    "input.no_number": "{found} 의 {part} 은(는) 수가 아닙니다. 이름=처음..끝:간격 으로 적으세요",
    "input.few_sessions": (
        "찾을 기간이 {found:,}거래일뿐입니다. {least:,}거래일이 필요합니다: 기간을 넓히거나 "
        "--holdout 을 줄이세요"
    ),
    "input.method": "--method {found} 은(는) 없습니다. {known} 가운데 하나를 적으세요",
    "input.grid_trials": "--trials 는 random 과 bayes 에서 씁니다. grid 는 모든 조합을 시도합니다",
    "input.no_trials": "--method {name} 에는 1 이상의 --trials 가 필요합니다",
    "input.holdout": "--holdout {found} 은(는) 쓸 수 없습니다. 0 이상 {most} 이하로 적으세요",
    "input.holdout_text": (
        "--holdout {found} 은(는) 수가 아닙니다. 0.25 처럼 거래일의 몫을 적으세요"
    ),
    "input.grid_size": (
        "조합이 {count:,}개입니다. {most:,}개까지 됩니다: 간격을 키우거나 --method random "
        "--trials 를 쓰세요"
    ),
    "input.metric": "--metric {found} 은(는) 없습니다. {known} 가운데 하나를 적으세요",
    "input.no_set": "서로 맞는 조합이 하나도 없습니다. --space 를 살펴보세요",
    "input.cluster_missing": (
        "--cluster 에는 distributed 가 필요합니다. pip install 'gaemi[cluster]' 로 설치하세요"
    ),
    "input.cluster_unreachable": (
        "{found} 의 Dask 스케줄러가 답하지 않습니다({why}). dask scheduler 를 켜고 "
        "tcp://주소:8786 처럼 적으세요"
    ),
    "input.sweep_known": (
        "이 찾기({found})는 {count:,}개를 이미 시도했습니다. --resume 으로 잇거나 gaemi "
        "sweep show {found} 로 보세요"
    ),
    "input.sweep_busy": (
        "다른 찾기가 {found} 에 쓰고 있습니다. 끝나기를 기다리거나 --store 로 다른 파일을 적으세요"
    ),
    "input.no_sweep": "{found} 이라는 찾기가 없습니다. 있는 것: {known}",
}
