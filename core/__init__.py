"""What trading is: domain, flow, strategies, risk, brokers. Knows nothing of chat or storage."""
