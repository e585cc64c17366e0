"""An exchange in memory with accounts, exact to the last unit: what the exchange server and the fire drill trade on."""
