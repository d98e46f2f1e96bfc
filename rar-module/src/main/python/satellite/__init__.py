"""The Python half of Groundstation: zygote, keeper, satellite and the binary exchange."""
