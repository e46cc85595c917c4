-- One row per distinct text of street words: the same words with street types, directions
-- and ordinals in their short forms (street and str are st, north is n).
{{ config(
    materialized='patched',
    affected='affected_texts',
    patch_by=[['street_words']],
    texts={
        'columns': ['street_words'],
        'found': [
            ['int_addresses_standardized', ['street_words']],
        ],
    }
) }}

with addresses as (

    select distinct street_words
    from {{ ref('int_addresses_standardized') }}
    where street_words is not null and {{ is_affected(['street_words']) }}

),

address_words as (

    select
        word_key,
        standard_key
    from {{ ref('address_words') }}

),

worded as (

    select
        street_words,
        {% for position in range(1, 9) %}
        nullif(split_part(street_words, ' ', {{ position }}), '')
            as word_{{ position }}{{ ',' if not loop.last }}
        {% endfor %}
    from addresses
    {{ computed_once() }}

),

standardized as (

    select
        worded.street_words,
        trim(
            ''
            {% for position in range(1, 9) %}
            || coalesce(' ' || coalesce(
                words_{{ position }}.standard_key, worded.word_{{ position }}
            ), '')
            {% endfor %}
            || case
                when split_part(worded.street_words, ' ', 9) <> ''
                    then ' ' || substr(
                        worded.street_words,
                        length(
                            {% for position in range(1, 9) %}
                            {{ "|| ' ' || " if not loop.first -}}
                            worded.word_{{ position }}
                            {% endfor %}
                        ) + 2
                    )
                else ''
            end
        ) as street_name_key
    from worded
    {% for position in range(1, 9) %}
    left join address_words as words_{{ position }}
        on worded.word_{{ position }} = words_{{ position }}.word_key
    {% endfor %}

)

select * from standardized
