-- The columns that freqtrade's database has, and rows as it writes them.
CREATE TABLE trades (id INTEGER PRIMARY KEY, exchange VARCHAR(25) NOT NULL, pair VARCHAR(25) NOT NULL,
  base_currency VARCHAR(25), stake_currency VARCHAR(25), is_open BOOLEAN NOT NULL, fee_open FLOAT NOT NULL,
  fee_open_cost FLOAT, fee_open_currency VARCHAR(25), fee_close FLOAT NOT NULL, fee_close_cost FLOAT,
  fee_close_currency VARCHAR(25), open_rate FLOAT NOT NULL, open_rate_requested FLOAT, open_trade_value FLOAT,
  close_rate FLOAT, close_rate_requested FLOAT, realized_profit FLOAT, close_profit FLOAT, close_profit_abs FLOAT,
  stake_amount FLOAT NOT NULL, max_stake_amount FLOAT, amount FLOAT NOT NULL, amount_requested FLOAT,
  open_date DATETIME NOT NULL, close_date DATETIME, stop_loss FLOAT, stop_loss_pct FLOAT, initial_stop_loss FLOAT,
  initial_stop_loss_pct FLOAT, is_stop_loss_trailing BOOLEAN NOT NULL, max_rate FLOAT, min_rate FLOAT,
  exit_reason VARCHAR(255), exit_order_status VARCHAR(100), strategy VARCHAR(100), enter_tag VARCHAR(255),
  timeframe INTEGER, trading_mode VARCHAR(7), amount_precision FLOAT, price_precision FLOAT, precision_mode INTEGER,
  precision_mode_price INTEGER, contract_size FLOAT, leverage FLOAT, is_short BOOLEAN NOT NULL, liquidation_price FLOAT,
  interest_rate FLOAT NOT NULL, funding_fees FLOAT, funding_fee_running FLOAT, record_version INTEGER NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, ft_trade_id INTEGER NOT NULL, ft_order_side VARCHAR(25) NOT NULL,
  ft_pair VARCHAR(25) NOT NULL, ft_is_open BOOLEAN NOT NULL, ft_amount FLOAT NOT NULL, ft_price FLOAT NOT NULL,
  ft_cancel_reason VARCHAR(255), order_id VARCHAR(255) NOT NULL, status VARCHAR(255), symbol VARCHAR(25),
  order_type VARCHAR(50), side VARCHAR(25), price FLOAT, average FLOAT, amount FLOAT, filled FLOAT, remaining FLOAT,
  cost FLOAT, stop_price FLOAT, order_date DATETIME, order_filled_date DATETIME, order_update_date DATETIME,
  funding_fee FLOAT, ft_fee_base FLOAT, ft_order_tag VARCHAR(255));
CREATE TABLE pairlocks (id INTEGER PRIMARY KEY, pair VARCHAR(25) NOT NULL, side VARCHAR(25) NOT NULL,
  reason VARCHAR(255), lock_time DATETIME NOT NULL, lock_end_time DATETIME NOT NULL, active BOOLEAN NOT NULL);
CREATE TABLE trade_custom_data (id INTEGER PRIMARY KEY, ft_trade_id INTEGER, cd_key VARCHAR(255) NOT NULL,
  cd_type VARCHAR(25) NOT NULL, cd_value TEXT NOT NULL, created_at DATETIME NOT NULL, updated_at DATETIME);
INSERT INTO trades VALUES (7, 'binance', 'BTC/USDT', 'BTC', 'USDT', 1, 0.001, 0.1, 'USDT', 0.001, NULL, NULL, 1.25, 1.25,
  100.1, NULL, NULL, 0.0, NULL, NULL, 100.0, 100.0, 80.0, 80.0, '2026-11-23 18:41:20.007785', NULL, 0.6, -0.5, 0.6, -0.5,
  0, 1.3, 1.2, NULL, NULL, 'Leads', 'led', 5, 'SPOT', 0.001, 1e-05, 4, 4, 1.0, 1.0, 0, NULL, 0.0, 0.0, 0.0, 2);
INSERT INTO trades VALUES (9, 'binance', 'ETH/USDT', NULL, NULL, 0, 0.001, 0.1, 'USDT', 0.001, 0.1, 'USDT', 2.0, 2.0,
  100.1, 2.2, 2.2, 9.8, 0.098, 9.8, 100.0, 100.0, 50.0, 50.0, '2026-11-20 10:00:00.000000', '2026-11-20 12:00:00.000000',
  1.0, -0.5, 1.0, -0.5, 0, 2.3, 1.9, 'roi', 'closed', 'Leads', NULL, 5, NULL, NULL, NULL, NULL, NULL, 1.0, NULL, 0, NULL,
  0.0, 0.0, 0.0, 2);
INSERT INTO orders VALUES (1, 7, 'buy', 'BTC/USDT', 0, 80.0, 1.25, NULL, 'dry_run_buy_1', 'closed', 'BTC/USDT', 'limit',
  'buy', 1.25, 1.25, 80.0, 80.0, 0.0, 100.0, NULL, '2026-11-23 18:41:20.005000', '2026-11-23 18:41:20.007000',
  '2026-11-23 18:41:20.017123', 0.0, NULL, 'led');
INSERT INTO orders VALUES (2, 7, 'stoploss', 'BTC/USDT', 1, 80.0, 0.6, NULL, 'stop_1', 'untriggered', 'BTC/USDT',
  'stop_loss_limit', 'sell', 0.6, NULL, 80.0, 0.0, 80.0, 0.0, 0.6, '2026-11-23 18:42:00.000000', NULL, NULL, 0.0, NULL, NULL);
INSERT INTO orders VALUES (3, 9, 'buy', 'ETH/USDT', 0, 50.0, 2.0, NULL, 'b', NULL, 'ETH/USDT', 'market', 'buy', 2.0, 2.0,
  50.0, 50.0, 0.0, 100.0, NULL, '2026-11-20 10:00:00.000000', '2026-11-20 10:00:01.000000', NULL, 0.0, NULL, NULL);
INSERT INTO orders VALUES (4, 9, 'sell', 'ETH/USDT', 0, 50.0, 2.2, NULL, 's', 'canceled', 'ETH/USDT', 'limit', 'sell',
  2.2, NULL, 50.0, 0.0, 50.0, 0.0, NULL, '2026-11-20 11:00:00.000000', NULL, NULL, 0.0, NULL, NULL);
INSERT INTO pairlocks VALUES (3, 'ADA/USDT', '*', 'by hand', '2026-11-20 10:00:00', '2099-01-01 00:00:00', 1);
INSERT INTO trade_custom_data VALUES (1, 7, 'plan', 'dict', '{"a": 1}', '2026-11-23 18:41:20', NULL);
