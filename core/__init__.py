"""What trading is: domain, flow, strategies, risk and ports; knows no face, database or simulator."""
