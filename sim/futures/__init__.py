"""Single-stock futures on the simulated exchange: contracts, prices, margin accounts, trading."""
