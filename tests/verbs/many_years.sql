-- Two thousand sales of years ago, each with all that hangs on one, written past every rule and trigger: what a verb
-- of today must not read. Counters, members and trains are the tiny network's; the days are long gone.
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.k(what text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT md5(what || n)::uuid $$;
INSERT INTO users (id, nipp, password_hash, full_name, roles)
SELECT pg_temp.k('user', n), (600000 + n)::text, '-', 'Lama ' || n, '{clerk}' FROM generate_series(0, 1) n;
CREATE TEMP TABLE place AS SELECT id, station_id, row_number() OVER (ORDER BY code) - 1 AS n FROM counters;
CREATE TEMP TABLE trip AS SELECT * FROM schedules ORDER BY departure_date, departs_at LIMIT 1;
CREATE TEMP TABLE seat AS SELECT id, class_id, row_number() OVER () - 1 AS n FROM seats WHERE train_id = (SELECT train_id FROM trip);
INSERT INTO schedules (id, train_id, route_id, departure_date, departure_time, arrival_time, departs_at, arrives_at, leg_count, status)
SELECT pg_temp.k('trip', n), train_id, route_id, departure_date - 400 - n::int, departure_time, arrival_time,
       departs_at - (400 + n) * interval '1 day', arrives_at - (400 + n) * interval '1 day', leg_count, 'completed'
FROM trip, generate_series(0, 499) n;
INSERT INTO shifts (id, counter_id, user_id, state, float_amount, opened_at, closed_at, counted_amount, z_number, system_amount, report)
SELECT pg_temp.k('shift', g.n), p.id, pg_temp.k('user', g.n % 2), 'closed', 0, now() - (401 + g.n) * interval '1 day',
       now() - (400 + g.n) * interval '1 day', 0, 1000 + g.n, 0, '{}' FROM generate_series(0, 499) g(n) JOIN place p ON p.n = g.n % 3;
CREATE TEMP TABLE old AS
SELECT g.n, h.opened_at AS at, h.id AS shift, h.counter_id AS counter, h.user_id AS who, p.station_id AS station,
       pg_temp.k('sale', g.n) AS sale, pg_temp.k('booking', g.n) AS booking, pg_temp.k('one', g.n) AS one, pg_temp.k('ticket', g.n) AS ticket,
       pg_temp.k('attempt', g.n) AS attempt, pg_temp.k('payment', g.n) AS payment, pg_temp.k('offer', g.n) AS offer,
       pg_temp.k('trip', g.n % 500) AS trip, s.id AS seat, s.class_id, 'AA' || lpad(translate(to_hex(g.n), '01', 'WX'), 5, 'W') AS code
FROM generate_series(0, 1999) g(n) JOIN shifts h ON h.z_number = 1000 + g.n % 500 JOIN place p ON p.id = h.counter_id JOIN seat s ON s.n = g.n / 500;
INSERT INTO sales (id, sale_number, counter_id, shift_id, user_id, state, total, tendered, change_given, receipt_number, sold_at, created_at)
SELECT sale, 'OLD-' || n, counter, shift, who, 'sold', 9, 9, 0, 'OLD/' || n, at, at FROM old;
INSERT INTO bookings (id, booking_number, user_id, schedule_id, status, total_amount, final_amount, passenger_count, booking_details,
  sale_id, counter_id, shift_id, origin_station_id, destination_station_id, from_order, to_order, held_at, price_lines, contact_phone, confirmed_at, created_at)
SELECT booking, code, who, o.trip, 'completed', 9, 9, 1, jsonb_build_object('schedule', jsonb_build_object('departs_at', s.departs_at, 'arrives_at', s.arrives_at)),
  sale, counter, shift, r.origin_station_id, r.destination_station_id, 1, 3, at, jsonb_build_array(jsonb_build_object('kind', 'fare', 'passenger', 1, 'seat_id', seat)),
  '0899' || lpad(n::text, 7, '0'), at, at FROM old o JOIN schedules s ON s.id = o.trip JOIN routes r ON r.id = s.route_id;
INSERT INTO passengers (id, booking_id, passenger_name, passenger_dob, passenger_type, identity_number, identity_type, seat_id, ticket_price, seq, fare, created_at)
SELECT one, booking, 'Lama ' || n, '1980-01-01', 'adult', (3171000000000000 + n)::text, 'nik', seat, 9, 1, 9, at FROM old;
INSERT INTO tickets (id, booking_id, passenger_id, ticket_number, qr_code, ticket_status, code_number, created_at, updated_at)
SELECT ticket, booking, one, code || '-1', 'qr' || n, 'used', 1000000 + n, at, at FROM old;
INSERT INTO seat_claims (id, booking_id, passenger_id, schedule_id, seat_id, class_id, legs, state, active, counter_id, created_at)
SELECT pg_temp.k('claim', n), booking, one, trip, seat, class_id, '[1,3)', 'sold', true, counter, at FROM old;
INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, reference, shift_id, counter_id, user_id, settled_at, created_at, provider, outcome, gateway_reference)
SELECT attempt, sale, booking, 'qris', 9, CASE WHEN n % 2 = 0 THEN 'cancelled' ELSE 'confirmed' END, 'OLD-' || n, shift, counter, who, at, at, 'gateway',
       CASE WHEN n % 2 = 1 THEN 'sold' END, 'gw' || n FROM old;
INSERT INTO payments (id, booking_id, payment_reference, payment_method, payment_status, amount, payment_date, shift_id, counter_id, attempt_id, sale_id, created_at)
SELECT payment, booking, 'OLD-' || n, 'qris', 'completed', 9, at, shift, counter, attempt, sale, at FROM old;
INSERT INTO print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id, state, created_at)
SELECT pg_temp.k('job', n), ticket, sale, booking, 'ticket', 1 + n % 2, counter, who, 'confirmed', at FROM old;
INSERT INTO gate_scans (id, ticket_id, counter_id, user_id, result, scanned_at, recorded_at, code_number, schedule_id, boards)
SELECT pg_temp.k('scan', n), ticket, counter, who, 'ok', at, at, 1000000 + n, trip, true FROM old;
INSERT INTO refund_offers (id, booking_id, state, rule, reason, lines, paid, fee, amount, valid_until, needs_approval, cash_allowed, request_hash, user_id,
  counter_id, shift_id, refund_number, confirmed_at, created_at)
SELECT offer, booking, CASE WHEN n % 2 = 0 THEN 'proposed' ELSE 'confirmed' END, CASE WHEN n % 4 = 1 THEN 'own_mistake' ELSE 'passenger' END, 'x', '[]', 9, 0, 9, at, false, true, '', who,
  counter, CASE WHEN n % 2 = 1 THEN shift END, CASE WHEN n % 2 = 1 THEN 'OLD/R' || n END, CASE WHEN n % 2 = 1 THEN at END, at FROM old;
INSERT INTO refund_lines (id, offer_id, ticket_id, passenger_id, paid, fee, amount) SELECT pg_temp.k('line', n), offer, ticket, one, 9, 0, 9 FROM old;
INSERT INTO refunds (id, payment_id, refund_reference, refund_reason, refund_amount, refund_status, refund_method, refund_date, created_at, shift_id, counter_id, booking_id, offer_id, user_id)
SELECT pg_temp.k('refund', n), payment, 'OLD/R' || n, 'cancellation', 9, 'completed', 'reversal', at, at, shift, counter, booking, offer, who FROM old;
INSERT INTO payment_reversals (id, attempt_id, amount, method, reason, state, reference, counter_id, user_id, done_at, created_at, shift_id)
SELECT pg_temp.k('back', n), attempt, 9, 'qris', 'not_sold', 'done', 'x', counter, who, at, at, shift FROM old;
INSERT INTO corrections (id, passenger_id, old_name, new_name, old_number, new_number, reason, user_id, created_at)
SELECT pg_temp.k('corrected', n), one, 'a', 'b', '1', '2', 'x', who, at FROM old;
INSERT INTO approvals (id, kind, subject_id, reason, requested_by, approved_by, valid_until, created_at, counter_id)
SELECT pg_temp.k('approval', n), 'refund', offer, 'x', who, (SELECT id FROM users WHERE nipp = '20001'), at, at, counter FROM old;
INSERT INTO approval_requests (id, kind, subject_id, reason, state, requested_by, counter_id, open_until, wider_at, answered_by, answered_at, created_at)
SELECT pg_temp.k('request', n), 'refund', offer, 'x', CASE WHEN n % 2 = 0 THEN 'open' ELSE 'declined' END, u.id, counter, at, at,
       CASE WHEN n % 2 = 1 THEN s.id END, CASE WHEN n % 2 = 1 THEN at END, at FROM old, users u, users s WHERE u.nipp = '10001' AND s.nipp = '20001';
INSERT INTO disruptions (id, schedule_id, kind, reason, user_id, counter_id, created_at)
SELECT pg_temp.k('said', n), trip, 'cancel', 'x', who, counter, at FROM old WHERE n < 500;
INSERT INTO disruption_offers (id, disruption_id, booking_id, passenger_id, ticket_id, amount, state, created_at)
SELECT pg_temp.k('owed', n), pg_temp.k('said', n % 500), booking, one, ticket, 9, 'prepared', at FROM old;
INSERT INTO user_sessions (id, user_id, session_token, token_hash, login_time, last_activity, expires_at, counter_id, shift_id)
SELECT pg_temp.k('session', n), u.id, 'hash', sha256(n::text::bytea), at, at, at + interval '12 h', counter, shift FROM old, users u
WHERE u.nipp = CASE WHEN n % 2 = 0 THEN '10001' ELSE '20001' END;
INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, is_read, sent_at, created_at)
SELECT pg_temp.k('told', n), u.id, 'payment', (ARRAY['drawer_limit', 'signature_asked', 'promotion_new'])[1 + n % 3], 'x', '{}', true, at, at
FROM old, users u WHERE u.nipp = '20001';
INSERT INTO cash_movements (id, shift_id, counter_id, user_id, kind, amount, created_at) SELECT pg_temp.k('cash', n), shift, counter, who, 'in', 9, at FROM old;
INSERT INTO cash_counts (id, shift_id, kind, total, written_in, created_at)
SELECT pg_temp.k('count', n), shift, CASE WHEN n < 500 THEN 'open' ELSE 'close' END, 9, 1, at FROM old WHERE n < 1000;
INSERT INTO settlement_rows (id, station_id, file_id, file_name, user_id, reference, transaction_id, kind, amount, settled_at)
SELECT pg_temp.k('row', n), station, pg_temp.k('file', 0), 'f', who, 'KAI-' || attempt, 'gw' || n, CASE WHEN n % 2 = 0 THEN 'refund' ELSE 'payment' END, 9, at FROM old;
INSERT INTO booking_promotions (id, booking_id, promotion_id, discount_applied, state) SELECT pg_temp.k('used', n), booking, pg_temp.k('promotion', 0), 9, 'used' FROM old;
INSERT INTO audit_logs (id, entity_type, entity_id, action, new_values, "session_user", txid, created_at)
SELECT pg_temp.k(x.t, n), x.t, x.id::text, 'update', '{"status": "x"}', 'staff_600000', 1, at
FROM old, LATERAL (VALUES ('bookings', booking), ('passengers', one), ('counters', counter)) x(t, id);
SET session_replication_role = origin;
ANALYZE;
