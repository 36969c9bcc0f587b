-- Paper. The local journal is the truth of what a printer did; the database of which paper is valid.

-- An id as programs write it; NULL for anything else. Compared as text instead, no index finds the row.
CREATE OR REPLACE FUNCTION internal.as_uuid(p_text text)
RETURNS uuid LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN p_text ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' THEN p_text::uuid END
$$;

-- A sale's card with one of its tickets.
CREATE OR REPLACE FUNCTION internal.ticket_card(p_ticket_id uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_ticket tickets%ROWTYPE;
  v_booking bookings%ROWTYPE;
  v_card jsonb;
BEGIN
  SELECT * INTO v_ticket FROM tickets WHERE id = p_ticket_id;
  SELECT * INTO v_booking FROM bookings WHERE id = v_ticket.booking_id;
  v_card := internal.booking_card(v_booking);
  RETURN internal.sale_card(v_booking.sale_id) || jsonb_build_object('bookings', jsonb_build_array(
    v_card || jsonb_build_object('tickets', (SELECT jsonb_agg(t) FROM jsonb_array_elements(v_card -> 'tickets') t
                                             WHERE t ->> 'ticket_id' = p_ticket_id::text))));
END $$;

-- The next issue of a ticket; the paper before it is no longer valid. p_job_id makes it safe to send twice.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.reprint(p_token text, p_job_id uuid, p_ticket_id uuid, p_reason text, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_ticket tickets%ROWTYPE;
  v_job print_jobs%ROWTYPE;
  v_sale sales%ROWTYPE;
  v_reason text := btrim(left(p_reason, 200));
  v_minutes int;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_job_id IS NOT NULL, 'job_id');
  SELECT * INTO v_ticket FROM tickets WHERE id = p_ticket_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('ticket_unknown');
  END IF;
  SELECT * INTO v_job FROM print_jobs WHERE id = p_job_id;
  IF FOUND THEN
    IF v_job.ticket_id IS DISTINCT FROM p_ticket_id OR v_job.user_id <> v_me.user_id OR v_job.issue_number = 1 THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.ticket_card(p_ticket_id);
  END IF;
  IF coalesce(v_reason, '') = '' THEN
    PERFORM internal.refuse('reason_missing');
  ELSIF v_ticket.ticket_status NOT IN ('active', 'used') THEN
    PERFORM internal.refuse('ticket_void', jsonb_build_object('status', v_ticket.ticket_status));
  END IF;
  -- Who sold it a moment ago has the traveller before him; everybody else sees a document first.
  SELECT s.* INTO v_sale FROM sales s JOIN bookings b ON b.sale_id = s.id WHERE b.id = v_ticket.booking_id;
  v_minutes := (internal.rule('own_mistake_minutes') #>> '{}')::int;
  IF NOT (v_sale.user_id = v_me.user_id AND v_sale.counter_id = v_me.counter_id
          AND v_sale.sold_at > clock_timestamp() - make_interval(mins => v_minutes))
     AND NOT internal.is_identified(v_ticket.booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', v_ticket.booking_id));
  END IF;
  IF (v_ticket.issue_number + 1 >= (internal.rule('reprint_supervisor_from_issue') #>> '{}')::int
      OR v_ticket.ticket_status = 'used' OR EXISTS (SELECT FROM gate_scans g WHERE g.ticket_id = p_ticket_id AND g.boards))
     AND NOT internal.use_approval(p_approval_id, 'reprint', p_ticket_id, NULL, v_me.user_id) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'reprint', 'subject_id', p_ticket_id, 'issue_number', v_ticket.issue_number + 1));
  END IF;
  UPDATE tickets SET issue_number = issue_number + 1, qr_code = NULL, counter_key_no = NULL WHERE id = p_ticket_id
  RETURNING * INTO v_ticket;
  -- An older paper that has not come out yet must not come out any more.
  UPDATE print_jobs SET state = 'voided', reason = 'reprinted'
  WHERE ticket_id = p_ticket_id AND state NOT IN ('confirmed', 'confirmed_by_operator', 'voided');
  INSERT INTO print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id, reason)
  VALUES (p_job_id, p_ticket_id, v_sale.id, v_ticket.booking_id, 'ticket', v_ticket.issue_number, v_me.counter_id, v_me.user_id, v_reason);
  RETURN internal.ticket_card(p_ticket_id);
END $$;

-- The next receipt of a booking's sale, on the roll or as a file (p_form): the first is the original, each further one a
-- copy. p_job_id is its paper, sent again it is the same copy. Names stand on it, so the rule is the reprint's: sold here a
-- moment ago, or a document was seen. A file carries the tickets too: they are copies of what the printer put out, and of
-- each file before.
CREATE OR REPLACE FUNCTION internal.next_receipt(
  p_job_id uuid, p_booking_id uuid, p_user_id uuid, p_counter_id uuid, p_session_id uuid, p_form text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_sale sales%ROWTYPE;
  v_job print_jobs%ROWTYPE;
  v_copy int;
BEGIN
  PERFORM internal.asked(p_job_id IS NOT NULL, 'job_id');
  SELECT s.* INTO v_sale FROM sales s WHERE s.id = (SELECT b.sale_id FROM bookings b WHERE b.id = p_booking_id)
     AND s.state = 'sold' FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  END IF;
  SELECT * INTO v_job FROM print_jobs WHERE id = p_job_id;
  IF FOUND THEN
    IF v_job.sale_id IS DISTINCT FROM v_sale.id OR v_job.kind <> 'receipt' OR v_job.user_id <> p_user_id
       OR coalesce(v_job.facts ->> 'form', 'roll') <> p_form THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  ELSE
    IF NOT (v_sale.user_id = p_user_id AND v_sale.counter_id = p_counter_id
            AND v_sale.sold_at > clock_timestamp() - make_interval(mins => (internal.rule('own_mistake_minutes') #>> '{}')::int))
       AND NOT internal.is_identified(p_booking_id, p_session_id) THEN
      PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', p_booking_id));
    END IF;
    SELECT count(*) FILTER (WHERE kind = 'receipt' AND facts ->> 'form' = 'pdf') + count(*) FILTER (
             WHERE kind = 'ticket' AND state NOT IN ('queued', 'preflight', 'blocked', 'voided') AND issue_number = 1 OR kind = 'ticket' AND issue_number > 1)
      INTO v_copy FROM print_jobs WHERE sale_id = v_sale.id AND (kind = 'receipt' OR ticket_id = (
        SELECT t.id FROM tickets t JOIN bookings b ON b.id = t.booking_id WHERE b.sale_id = v_sale.id ORDER BY t.issue_number DESC, t.id LIMIT 1));
    INSERT INTO print_jobs (id, sale_id, booking_id, kind, issue_number, counter_id, user_id, state, printer, facts)
    SELECT p_job_id, v_sale.id, p_booking_id, 'receipt', (SELECT coalesce(max(issue_number), 0) + 1 FROM print_jobs WHERE sale_id = v_sale.id AND kind = 'receipt'),
      p_counter_id, p_user_id, CASE p_form WHEN 'pdf' THEN 'confirmed' ELSE 'queued' END, CASE p_form WHEN 'pdf' THEN 'PDF' END,
      CASE p_form WHEN 'pdf' THEN jsonb_build_object('form', p_form, 'ticket_copy', v_copy) ELSE '{}' END
    RETURNING * INTO v_job;
  END IF;
  RETURN internal.sale_card(v_sale.id) || jsonb_build_object('copy', v_job.issue_number - 1, 'job_id', p_job_id,
    'ticket_copy', coalesce(v_job.facts -> 'ticket_copy', '0'));
END $$;

-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.print_receipt(p_token text, p_job_id uuid, p_booking_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  RETURN internal.next_receipt(p_job_id, p_booking_id, v_me.user_id, v_me.counter_id, v_me.session_id, 'roll');
END $$;

-- The papers of a sale as a file: counted and marked as on the roll.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.save_papers(p_token text, p_job_id uuid, p_booking_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  RETURN internal.next_receipt(p_job_id, p_booking_id, v_me.user_id, v_me.counter_id, v_me.session_id, 'pdf');
END $$;

-- One more paper of a Z, on the roll or as a file: the first is the original, each further one a copy. An X is of its own
-- moment and never a copy.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.count_report(p_token text, p_job_id uuid, p_shift_id uuid, p_form text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
  v_job print_jobs%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_job_id IS NOT NULL AND v_me.counter_id IS NOT NULL, 'job_id');
  PERFORM internal.asked(p_form IN ('roll', 'pdf'), 'form');
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
  IF NOT FOUND OR v_shift.user_id <> v_me.user_id AND NOT internal.oversees(v_me.user_id, v_shift.counter_id) THEN
    PERFORM internal.refuse('shift_unknown');
  ELSIF v_shift.z_number IS NULL THEN
    PERFORM internal.refuse('shift_still_open');
  END IF;
  PERFORM FROM counters WHERE id = v_shift.counter_id FOR NO KEY UPDATE;  -- two papers at once are two numbers
  SELECT * INTO v_job FROM print_jobs WHERE id = p_job_id;
  IF FOUND THEN
    IF v_job.kind <> 'report' OR v_job.user_id <> v_me.user_id OR v_job.facts ->> 'shift_id' IS DISTINCT FROM p_shift_id::text
       OR v_job.facts ->> 'form' <> p_form THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  ELSE
    INSERT INTO print_jobs (id, kind, issue_number, counter_id, user_id, state, printer, facts)
    SELECT p_job_id, 'report', count(*) + 1, v_me.counter_id, v_me.user_id, CASE p_form WHEN 'pdf' THEN 'confirmed' ELSE 'queued' END,
      CASE p_form WHEN 'pdf' THEN 'PDF' END, jsonb_build_object('form', p_form, 'shift_id', p_shift_id)
    FROM print_jobs WHERE kind = 'report' AND created_at >= v_shift.closed_at AND facts ->> 'shift_id' = p_shift_id::text
    RETURNING * INTO v_job;
  END IF;
  RETURN jsonb_build_object('job_id', p_job_id, 'copy', v_job.issue_number - 1);
END $$;

-- What this counter's printer did. The end states stand: a late report does not wake a voided job.
-- Receipts, test tickets and reports are born here: their facts say {"kind": …}. The code of a paper that is out stands too:
-- whoever could replace it would hold a paper of somebody else's ticket, and papers are money on a disrupted day.
-- grant: clerk, supervisor, gate, admin
CREATE OR REPLACE FUNCTION kai.report_print(p_token text, p_job_id uuid, p_state text, p_facts jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_job print_jobs%ROWTYPE;
  v_facts jsonb;
  v_key int;
  v_ended boolean;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate', 'admin');
  PERFORM internal.asked(p_job_id IS NOT NULL, 'job_id');
  PERFORM internal.asked(p_state IN ('queued', 'preflight', 'sending', 'await_ack', 'confirmed', 'blocked', 'suspect',
                                     'unconfirmed', 'confirmed_by_operator', 'voided'), 'state');
  v_facts := internal.asked_facts(p_facts, 'facts');
  PERFORM internal.asked(octet_length(coalesce(v_facts ->> 'qr_code', '')) <= 400, 'qr_code');
  SELECT * INTO v_job FROM print_jobs WHERE id = p_job_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    IF coalesce(v_facts ->> 'kind', '') NOT IN ('receipt', 'test', 'report') THEN
      PERFORM internal.refuse('job_unknown');
    END IF;
    INSERT INTO print_jobs (id, sale_id, kind, counter_id, user_id, state, reason, printer, facts)
    VALUES (p_job_id, (SELECT id FROM sales WHERE id = internal.as_uuid(v_facts ->> 'sale_id') AND counter_id = v_me.counter_id), v_facts ->> 'kind',
            v_me.counter_id, v_me.user_id, p_state, left(v_facts ->> 'reason', 200), left(v_facts ->> 'printer', 200), v_facts)
    ON CONFLICT (id) DO NOTHING;
    RETURN jsonb_build_object('state', p_state);
  ELSIF v_job.counter_id <> v_me.counter_id THEN
    PERFORM internal.refuse('not_your_booking');
  END IF;
  IF v_facts ? 'key_no' AND jsonb_typeof(v_facts -> 'key_no') <> 'null' THEN
    SELECT key_no INTO v_key FROM counter_keys
    WHERE key_no::text = v_facts ->> 'key_no' AND counter_id = v_me.counter_id AND revoked_at IS NULL;
    PERFORM internal.asked(v_key IS NOT NULL, 'key_no');
  END IF;
  v_ended := v_job.state IN ('confirmed', 'confirmed_by_operator', 'voided');
  IF NOT v_ended THEN
    UPDATE print_jobs SET state = p_state, reason = coalesce(left(v_facts ->> 'reason', 200), reason),
      printer = coalesce(left(v_facts ->> 'printer', 200), printer), facts = facts || (v_facts - 'qr_code')
    WHERE id = p_job_id RETURNING * INTO v_job;
  END IF;
  IF v_facts ->> 'qr_code' IS NOT NULL THEN
    UPDATE tickets SET qr_code = v_facts ->> 'qr_code', counter_key_no = v_key
    WHERE id = v_job.ticket_id AND issue_number = v_job.issue_number AND qr_code IS DISTINCT FROM v_facts ->> 'qr_code'
      AND (qr_code IS NULL OR NOT v_ended);
  END IF;
  RETURN jsonb_build_object('state', v_job.state);
END $$;
