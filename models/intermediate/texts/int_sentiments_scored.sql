{{ config(enabled=texts_are_enabled()) }}
{%- set double = type_double() %}

-- One row per text with words of a sentiment lexicon: how it is meant, by which words.

with

text_words as (

    select
        text_key,
        place,
        word as written_word
    from {{ ref('int_text_words_split') }}

),

words as (

    select
        written_word,
        word,
        is_in_capitals
    from {{ ref('int_words_read') }}

),

-- Without a language only emoji are read: die is a word in German, too.
languages as (

    select
        text_key,
        language
    from {{ ref('int_languages_recognized') }}
    where is_told

),

lexicon_rows as ( -- noqa: ST03

    select
        language,
        kind,
        words
    from {{ ref('sentiment_words') }}

),

listed_words as (

    {{ word_rows('lexicon_rows', ['language', 'kind'], 'words') }}

),

lexicon as (

    select
        language,
        kind,
        split_part(word, ':', 1) as word,
        cast(split_part(word, ':', 2) as integer) as millis
    from listed_words

),

emphasis as (

    select
        text_key,
        0.292 * least(exclamation_count, 4)
        + case
            when question_count > 3 then 0.96
            when question_count > 1 then 0.18 * question_count
            else 0
        end as emphasis
    from {{ ref('int_texts_cleaned') }}

),

-- Only words that say something of sentiment go on from here, one in ten.
telling_words as (

    select
        words.written_word,
        words.word,
        words.is_in_capitals,
        lexicon.language,
        lexicon.kind,
        lexicon.millis
    from words
    inner join lexicon on words.word = lexicon.word

),

spoken as (

    select
        text_words.text_key,
        text_words.place,
        telling_words.word,
        telling_words.is_in_capitals,
        telling_words.language,
        telling_words.kind,
        telling_words.millis
    from text_words
    inner join telling_words on text_words.written_word = telling_words.written_word

),

found as (

    select
        spoken.text_key,
        spoken.place,
        spoken.word,
        spoken.is_in_capitals,
        spoken.kind,
        spoken.millis
    from spoken
    inner join languages
        on spoken.text_key = languages.text_key and spoken.language = languages.language
    union all
    select
        text_key,
        place,
        word,
        is_in_capitals,
        kind,
        millis
    from spoken
    where language = 'any'

),

-- What stands one, two and three words before: no more of these rows can.
neighboured as (

    select
        text_key,
        place,
        word,
        kind,
        is_in_capitals,
        cast(millis as {{ double }}) / 1000 as valence,
        min(case when kind = 'contrast' then place end)
            over (partition by text_key) as contrast_place,
        lead(kind) over (partition by text_key order by place) as next_kind,
        lead(place) over (partition by text_key order by place) as next_place,
        {% for back in [1, 2, 3] -%}
        lag(place, {{ back }}) over (partition by text_key order by place)
            as place_{{ back }},
        case
            when
                lag(word, {{ back }}) over (partition by text_key order by place) = 'no'
                then 'negation'
            else lag(kind, {{ back }}) over (partition by text_key order by place)
        end as kind_{{ back }},
        lag(millis, {{ back }}) over (partition by text_key order by place)
            as millis_{{ back }}{{ ',' if not loop.last }}
        {% endfor %}
    from found

),

-- By distance in the text, not in rows; the further off, the less an intensifier does.
modified as (

    select
        text_key,
        place,
        word,
        contrast_place,
        case
            when word = 'no' and next_kind = 'valence' and next_place = place + 1 then 0
            when next_kind = 'greeting' and next_place = place + 1 then 0
            when is_in_capitals then valence + sign(valence) * 0.733
            else valence
        end as valence,
        {% for distance, weight in [(1, 1000), (2, 950), (3, 900)] -%}
        coalesce(
            case
                {% for back in [1, 2, 3] if back <= distance -%}
                when place - place_{{ back }} = {{ distance }} then case
                    when kind_{{ back }} = 'booster'
                        then millis_{{ back }} * {{ weight }}
                end
                {% endfor %}
            end, 0
        ) / cast(1000000 as {{ double }}) as boost_{{ distance }},
        case
            {% for back in [1, 2, 3] if back <= distance -%}
            when
                place - place_{{ back }} = {{ distance }}
                and kind_{{ back }} = 'negation'
                then -0.74
            {% endfor -%}
            else 1
        end as turn_{{ distance }}{{ ',' if not loop.last }}
        {% endfor %}
    from neighboured
    where kind = 'valence'
    {{ computed_once() }}

),

{% for distance in [1, 2, 3] -%}
turned_{{ distance }} as (

    select
        text_key,
        place,
        word,
        contrast_place,
        {% for further in [2, 3] if further > distance -%}
        boost_{{ further }},
        turn_{{ further }},
        {% endfor -%}
        turn_{{ distance }} * (valence + sign(valence) * boost_{{ distance }})
            as valence
    from {{ 'modified' if loop.first else 'turned_' ~ (distance - 1) }}
    {{ computed_once() }}

),

{% endfor -%}
-- Whole thousandths, so that sums do not depend on the order of rows.
weighed as (

    select
        text_key,
        word,
        cast(round(1000 * valence * case
            when contrast_place is null or place = contrast_place then 1
            when place < contrast_place then 0.5
            else 1.5
        end) as bigint) as millis
    from turned_3
    {{ computed_once() }}

),

summed as (

    select
        text_key,
        cast(sum(millis) as {{ double }}) / 1000 as valence,
        cast(sum(abs(millis)) as {{ double }}) / 1000 as strength,
        count(*) as sentiment_word_count
    from weighed
    where millis <> 0
    group by text_key

),

emphasized as (

    select
        summed.text_key,
        summed.valence + sign(summed.valence) * emphasis.emphasis as valence,
        abs(summed.valence) / summed.strength as agreement,
        summed.sentiment_word_count
    from summed
    inner join emphasis on summed.text_key = emphasis.text_key
    {{ computed_once() }}

),

added_words as (

    select
        text_key,
        word,
        cast(sum(millis) as bigint) as millis
    from weighed
    where millis <> 0
    group by text_key, word

),

ranked_words as (

    select
        text_key,
        word,
        millis,
        cast({{ integer_divide('abs(millis)', '100') }} as bigint) as tenths,
        row_number() over (
            partition by text_key
            order by abs(millis) desc, {{ bytewise('word') }}
        ) as word_rank
    from added_words
    {{ computed_once() }}

),

told_words as (

    select
        text_key,
        word || case when millis < 0 then ' -' else ' +' end
        || cast({{ integer_divide('tenths', '10') }} as {{ dbt.type_string() }}) || '.'
        || cast(mod(tenths, 10) as {{ dbt.type_string() }}) || ', ' as told_word
    from ranked_words
    where word_rank <= 8

),

listed as (

    select
        text_key,
        {{ joined_texts('told_word') }} as sentiment_words
    from told_words
    group by text_key

),

scored as (

    select
        emphasized.text_key,
        {{ rounded(
            'emphasized.valence / sqrt(emphasized.valence * emphasized.valence + 15)', 4
        ) }} as sentiment,
        {{ rounded(
            'emphasized.agreement * emphasized.sentiment_word_count'
            ~ ' / (emphasized.sentiment_word_count + 1)', 4
        ) }} as sentiment_confidence,
        emphasized.sentiment_word_count,
        substr(listed.sentiment_words, 1, length(listed.sentiment_words) - 2)
            as sentiment_words
    from emphasized
    inner join listed on emphasized.text_key = listed.text_key

)

select * from scored
