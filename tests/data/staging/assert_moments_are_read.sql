{{ config(severity='warn') }}

-- Guards what is told of time: a moment of a year before 1900 or from 2100 on, which stands
-- for one that is not known, or a text that is no moment, is read as NULL, so nothing else
-- would say that it came. A warning and no error, since the rest of the row is as it should be.
-- What would break: a date of the year 9999 in a column that nobody looks at, for years.

{% set landed = [
    ('consent', 'events', 'event_id', ['occurred_at', 'recorded_at']),
    ('crm', 'account_contact_relations', 'id', ['start_date', 'end_date', 'last_modified_date']),
    ('crm', 'accounts', 'id', ['created_date', 'last_modified_date']),
    ('crm', 'contacts', 'id', ['created_date', 'last_modified_date']),
    ('crm', 'leads', 'id', ['created_date', 'last_modified_date']),
    ('email', 'events', 'id', ['timestamp']),
    ('email', 'list_memberships', 'person_id', ['joined_group_at']),
    ('email', 'profiles', 'id', ['created', 'updated']),
    ('pos', 'members', 'member_id', ['enrolled_at', 'updated_at']),
    ('pos', 'receipts', 'receipt_id', ['sold_at']),
    ('pos', 'stores', 'store_id', ['opened_on', 'closed_on']),
    ('shop', 'abandoned_checkouts', 'id', ['created_at', 'completed_at', 'updated_at']),
    ('shop', 'customers', 'id', ['created_at', 'updated_at']),
    ('shop', 'orders', 'id', ['created_at', 'cancelled_at']),
    ('shop', 'refunds', 'id', ['processed_at', 'created_at']),
    ('support', 'calls', 'id', ['call_started_at', 'call_ended_at']),
    ('support', 'comments', 'id', ['created']),
    ('support', 'organization_memberships', 'id', ['created_at']),
    ('support', 'organizations', 'id', ['created_at', 'updated_at']),
    ('support', 'tickets', 'id', ['created_at', 'updated_at']),
    ('support', 'users', 'id', ['created_at', 'updated_at']),
    ('web', 'identifies', 'id', ['timestamp', 'received_at', 'uuid_ts']),
    ('web', 'pages', 'id', ['timestamp', 'received_at', 'uuid_ts']),
    ('web', 'screens', 'id', ['timestamp', 'received_at', 'uuid_ts']),
    ('web', 'tracks', 'id', ['timestamp', 'received_at', 'uuid_ts']),
] -%}
{% set watched = [] -%}
{% for source_name, table_name, key, columns in landed
    if source_is_enabled(source_name)
    and not (source_name == 'crm' and table_name == 'leads'
        and not source_is_enabled('crm_lead'))
    and (source_name != 'web' or table_name == 'identifies'
        or table_name in var('web_tables')) -%}
    {% set checks = [] -%}
    {% for column in columns -%}
        {% do checks.append((
            column,
            landed_timestamp(source_name, table_name, column) ~ ' is null and '
            ~ trimmed(column) ~ ' is not null',
            'no moment of the years 1900 to 2099',
        )) %}
    {%- endfor %}
    {% do watched.append((source_name, table_name, key, checks)) %}
{%- endfor -%}

{% set unread -%}
with

unread as (

    {{ unread_values(watched) | indent(4) }}

)

select
    'Table ' || dataset || ', column ' || column_name || ': values that are ' || fault
    || ' and count as not known: ' || cast(unread_count as {{ dbt.type_string() }})
    || ', such as that of ' || key_name || ' ' || example || '.' as message
from unread
where unread_count > 0
{%- endset %}

{{ told_rows(unread) }}
