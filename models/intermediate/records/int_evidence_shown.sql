-- One row per record, and per other form of a record with several usable e-mails or
-- phones: the values that may speak for or against a pair, as people write them.
-- Placeholders and identifiers that the screen took out are no evidence; a name that only the
-- mailbox tells is, and says so.
{{ config(
    materialized='patched',
    affected='affected_evidence',
    patch_by=[['record_key']]
) }}

{% set identifiers = ['email', 'phone', 'national_id', 'loyalty_id'] %}

with records as (

    select
        record_key,
        record_id,
        is_placeholder_birth_date,
        {{ evidence_columns() | join(',\n        ') }}
    from {{ ref('int_records_standardized') }}
    where {{ is_affected(['record_key']) }}

),

mailbox_names as (

    select
        record_key,
        {{ title_case('given_name_key') }} || ' (mailbox)' as given_name,
        {{ title_case('family_name_key') }} || ' (mailbox)' as family_name
    from {{ ref('int_mailbox_names_read') }}
    where {{ is_affected(['record_key']) }}

),

screened as (

    select
        record_key,
{% for identifier in identifiers %}
        max(
            case when identifier_type = '{{ identifier }}' then 1 else 0 end
        ) as has_unusable_{{ identifier }}{{ ',' if not loop.last }}
{% endfor %}
    from {{ ref('int_identifiers_screened') }}
    where
        not is_usable
        and value_number = 1
        and {{ is_affected(['record_key']) }}
    group by record_key

),

further as (

    select
        record_key,
        identifier_type,
        usable_number,
        contact_value
    from {{ ref('int_further_identifiers_ranked') }}
    where {{ is_affected(['record_key']) }}

),

shown as (

    select
        records.record_key,
        {{ form_key(
            'records.record_key',
            'coalesce(further_email.usable_number, 1)',
            'coalesce(further_phone.usable_number, 1)'
        ) }} as form_key,
        records.record_id,
{% for column in evidence_columns() %}
{% if column == 'date_of_birth' %}
        case
            when not records.is_placeholder_birth_date
                then cast(records.date_of_birth as {{ dbt.type_string() }})
        end as date_of_birth{{ ',' if not loop.last }}
{% elif column in ['given_name', 'family_name'] %}
        coalesce(records.{{ column }}, mailbox_names.{{ column }})
            as {{ column }}{{ ',' if not loop.last }}
{% elif column in identifiers %}
        case
{% if column in ['email', 'phone'] %}
            when further_{{ column }}.record_key is not null
                then further_{{ column }}.contact_value
{% endif %}
            when coalesce(screened.has_unusable_{{ column }}, 0) = 0
                then records.{{ column }}
        end as {{ column }}{{ ',' if not loop.last }}
{% else %}
        records.{{ column }}{{ ',' if not loop.last }}
{% endif %}
{% endfor %}
    from records
    left join mailbox_names
        on records.record_key = mailbox_names.record_key
    left join screened
        on records.record_key = screened.record_key
{% for column in ['email', 'phone'] %}
    left join further as further_{{ column }}
        on records.record_key = further_{{ column }}.record_key
        and further_{{ column }}.identifier_type = '{{ column }}'
{% endfor %}

)

select * from shown
