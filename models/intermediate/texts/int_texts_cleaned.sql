{{ config(enabled=texts_are_enabled()) }}

-- One row per text: its words with one space between them, and its marks of emphasis.

with

texts as (

    select
        text_key,
        title,
        body
    from {{ ref('int_texts_unioned') }}

),

-- Line feeds part lines; other white space is a space.
bounded as (

    select
        text_key,
        coalesce(title, '') || chr(10) || translate(
            substr(body, 1, {{ var('max_text_length') }}),
            chr(9) || chr(11) || chr(12) || chr(160) || chr(1) || chr(13), '     '
        ) || chr(10) as raw_text,
        title
    from texts
    {{ computed_once() }}

),

-- A title alone is a text too.
written as (

    select
        text_key,
        coalesce({{ written_part('raw_text') }}, title) as written_text
    from bounded
    {{ computed_once() }}

),

unmarked as (

    select
        text_key,
        {{ unmarked_text('written_text') }} as unmarked_text
    from written
    {{ computed_once() }}

),

cleaned as (

    select
        text_key,
        {{ spaced_words('unmarked_text') }} as spaced_words,
        {% for mark, name in [('!！', 'exclamation'), ('?？', 'question')] -%}
        length(unmarked_text) - length(translate(unmarked_text, '{{ mark }}', ''))
            as {{ name }}_count{{ ',' if not loop.last }}
        {% endfor %}
    from unmarked

)

select * from cleaned
