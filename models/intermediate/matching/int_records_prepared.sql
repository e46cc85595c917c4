-- One row per record: the forms of its values that blocking rules, comparisons, match rules
-- and conflict rules read, and how common each value is. Identifiers that may not link people
-- are left out, and so is every column that none of them reads (macro prepared_columns).
-- Raw values are joined where one of them asks for them (macro raw_forms).
-- depends_on: {{ ref('int_records_unioned') }}

{% set read = matching_reads() %}
{% set raw = raw_forms(read) %}
{% set attributes = counted_attributes(read) %}
{{ config(
    materialized='patched',
    affected=none if raw.frequencies else 'affected_prepared_records',
    patch_by=[['record_key']],
    changes=['record_key'],
) }}

with keyed as (

    {{ keyed_records() | indent(4) }}

),

lettered as (

    select
        keyed.*,
        ' ' || keyed.given_name_key || ' ' as given_name_padded,
        ' ' || keyed.family_name_key || ' ' as family_name_padded,
        replace(keyed.given_name_key, ' ', '') as given_name_letters,
        replace(keyed.family_name_key, ' ', '') as family_name_letters,
        {{ letters_of('keyed.email_user') }} as email_letters,
        {{ digits_of('keyed.email_user') }} as email_digits
    from keyed

),

formed as (

    select
        record_key,
        record_id,
        source_name,
        given_name_key,
        given_name_group,
        given_name_phonetic,
        is_given_name_read,
        given_name_padded,
        case when length(given_name_letters) >= 3 then given_name_letters end
            as given_name_letters,
        case
            when length(given_name_letters) >= 3
                then substr(given_name_letters, 1, 3)
        end as given_name_start,
        middle_name_key,
        family_name_key,
        family_name_phonetic,
        is_family_name_read,
        family_name_padded,
        case when length(family_name_letters) >= 3 then family_name_letters end
            as family_name_letters,
        case
            when length(family_name_letters) >= 3
                then substr(family_name_letters, 1, 3)
        end as family_name_start,
        case
            when length(family_name_letters) >= 4
                then substr(family_name_letters, length(family_name_letters) - 3)
        end as family_name_end,
        name_suffix_key,
        person_key,
        case
            when
                {{ bytewise('given_name_letters') }}
                < {{ bytewise('family_name_letters') }}
                then given_name_letters || ' ' || family_name_letters
            else family_name_letters || ' ' || given_name_letters
        end as sorted_names,
        full_name_key,
        case
            when length(family_name_letters) >= 3
                then given_name_letters || family_name_letters
        end as name_letters,
        case
            when length(given_name_letters) >= 2
                then family_name_letters || given_name_letters
        end as reversed_name_letters,
        case
            when length(family_name_letters) >= 3
                then substr(given_name_letters, 1, 1) || family_name_letters
        end as initial_name_letters,
        birth_date,
        birth_year,
        birth_month,
        birth_day,
        email_key,
        email_person_count,
        email_user,
        email_domain,
        case when length(email_letters) >= 4 then email_letters end as email_letters,
        email_digits,
        {{ _is_user_a_name(
            'email_user', 'email_letters', 'given_name_letters', 'family_name_letters'
        ) }} as is_email_user_a_name,
        phone_key,
        phone_person_count,
        {{ _phone_end('phone_key') }} as phone_end,
        national_id,
        national_id_person_count,
        case
            when length(national_id) >= 6
                then substr(national_id, length(national_id) - 3)
        end as national_id_end,
        loyalty_id,
        loyalty_id_person_count,
        house_number,
        street_name_key,
        case when length(street_name_key) >= 3 then substr(street_name_key, 1, 6) end
            as street_start,
        address_key,
        unit_number,
        city_key,
        region_key,
        postal_code_key,
        country,
        gender
    from lettered

),

{% if raw.columns %}
raw_records as (

    select
        record_id,
        {{ raw.columns | join(',\n        ') }}
    from {{ ref('int_records_unioned') }}

),

{% endif %}
{% for column in raw.frequencies %}
raw_{{ column }}_values as (

    select
        {{ column }},
        cast(count(*) as {{ type_double() }}) / sum(count(*)) over () as frequency
    from raw_records
    where {{ column }} is not null
    group by {{ column }}

),

{% endfor %}

frequencies as (

    select
        attribute,
        attribute_value,
        person_count,
        frequency,
        excess_frequency
    from {{ ref('int_value_frequencies_kept') }}

),

prepared as (

    select
        formed.*
        {%- for attribute, (column, holder) in attributes.items() %}
        {%- if attribute == 'full_name' %},
        full_name_values.excess_frequency as full_name_frequency
        {%- else %},
        {{ attribute }}_values.frequency as {{ attribute }}_frequency,
        {{ attribute }}_values.person_count as {{ attribute }}_person_count
        {%- endif %}
        {%- endfor %}
        {%- for column in raw.columns %},
        raw_records.{{ column }} as raw_{{ column }}
        {%- endfor %}
        {%- for column in raw.frequencies %},
        raw_{{ column }}_values.frequency as raw_{{ column }}_frequency
        {%- endfor %}
    from formed
    {%- for attribute, (column, holder) in attributes.items() %}
    left join frequencies as {{ attribute }}_values
        on formed.{{ column }} = {{ attribute }}_values.attribute_value
        and {{ attribute }}_values.attribute = '{{ attribute }}'
    {%- endfor %}
    {%- if raw.columns %}
    left join raw_records
        on formed.record_id = raw_records.record_id
    {%- endif %}
    {%- for column in raw.frequencies %}
    left join raw_{{ column }}_values
        on raw_records.{{ column }} = raw_{{ column }}_values.{{ column }}
    {%- endfor %}

)

select
    {{ prepared_columns(read) | join(',\n    ') }}
from prepared
