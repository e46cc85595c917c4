{{ config(enabled=texts_are_enabled()) }}
{%- set empty = 'cast(null as ' ~ dbt.type_string() ~ ')' %}

-- One row per text that a customer wrote: ticket, answer to support, review, mention.

with

{% if source_is_enabled('support') -%}
askers as (

    select record_id
    from {{ ref('stg_support__users') }}

),

tickets as (

    select
        ticket_id,
        record_id,
        subject,
        body,
        opened_at
    from {{ ref('stg_support__tickets') }}

),

comments as (

    select
        comment_id,
        ticket_id,
        author_record_id,
        body,
        commented_at,
        row_number() over (
            partition by ticket_id
            order by commented_at, {{ bytewise('comment_id') }}
        ) as comment_number
    from {{ ref('stg_support__comments') }}
    where is_public

),

-- An agent may have written the ticket for the customer: its first comment says so.
written_tickets as (

    select
        tickets.ticket_id,
        coalesce(comments.author_record_id, tickets.record_id) as record_id,
        tickets.subject,
        tickets.body,
        tickets.opened_at
    from tickets
    left join comments
        on tickets.ticket_id = comments.ticket_id and comments.comment_number = 1

),

-- The first comment is the ticket's own text over again.
answers as (

    select
        comments.comment_id,
        comments.ticket_id,
        comments.author_record_id as record_id,
        comments.body,
        comments.commented_at
    from comments
    inner join tickets on comments.ticket_id = tickets.ticket_id
    where comments.comment_number > 1 or coalesce(comments.body <> tickets.body, true)

),

{% endif -%}
unioned as (

    {% if source_is_enabled('support') -%}
    select
        'ticket:' || written_tickets.ticket_id as text_id,
        'ticket' as text_type,
        'support' as source_name,
        written_tickets.ticket_id as thread_id,
        written_tickets.record_id,
        written_tickets.opened_at as written_at,
        written_tickets.subject as title,
        written_tickets.body
    from written_tickets
    inner join askers on written_tickets.record_id = askers.record_id
    union all
    select
        'comment:' || answers.comment_id as text_id,
        'comment' as text_type,
        'support' as source_name,
        answers.ticket_id as thread_id,
        answers.record_id,
        answers.commented_at as written_at,
        {{ empty }} as title,
        answers.body
    from answers
    inner join askers on answers.record_id = askers.record_id
    {{ 'union all' if source_is_enabled('social') or var('text_models') }}
    {%- endif %}
    {% if source_is_enabled('social') -%}
    select
        'review:' || review_id as text_id,
        'review' as text_type,
        'social' as source_name,
        {{ empty }} as thread_id,
        record_id,
        reviewed_at as written_at,
        title,
        body
    from {{ ref('stg_social__reviews') }}
    union all
    select
        'mention:' || mention_id as text_id,
        'mention' as text_type,
        'social' as source_name,
        {{ empty }} as thread_id,
        {{ empty }} as record_id,
        mentioned_at as written_at,
        {{ empty }} as title,
        body
    from {{ ref('stg_social__mentions') }}
    {{ 'union all' if var('text_models') }}
    {%- endif %}
    {% for model in var('text_models') -%}
    select
        text_id,
        text_type,
        source_name,
        thread_id,
        record_id,
        written_at,
        title,
        body
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

keyed as (

    select
        {{ record_key('text_id') }} as text_key,
        text_id,
        text_type,
        source_name,
        thread_id,
        record_id,
        written_at,
        title,
        body
    from unioned
    where title is not null or body is not null

)

select * from keyed
