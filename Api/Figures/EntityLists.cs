using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Description;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Walks;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Api.Figures;

/// <summary>The request for a page of a list.</summary>
/// <param name="Query">The list, and for a list by id the place after which the page begins.</param>
/// <param name="Walk">For a ranking, the position in the walk; null for the first page.</param>
internal sealed record ListRequest(EntityQuery Query, WalkPosition? Walk)
{
    /// <summary>The list that a cursor belongs to: in another list or order it would be another place.</summary>
    public string List => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Query.Descending ? "-" : "")}{Query.Sort} of {Query.Kind}{(Query.Currency is { } currency ? $" in {currency.Code}" : "")} "
            + $"{(Query.Prefix is { } prefix ? Api.Walks.Walk.HashOf(prefix) : 0):x}");
}

/// <summary>Lists and rankings, read from the projection tables.</summary>
internal static class EntityLists
{
    private const string DefaultSort = "-netRevenue";

    private static readonly string[] Sorts =
        [
            "id", "netRevenue", "grossSales", "reductions", "units", "lines", "transactions", "returns", "discounts", "tax",
            "netRevenueExTax",
        ];

    /// <summary>The parameters that <see cref="Read"/> reads.</summary>
    public static OpenApiParameter[] Parameters =>
    [
        Parameter.Word(
            "sort", "The field to sort by, with `-` for descending. Ties are sorted by id.", DefaultSort,
            [.. Sorts, .. Sorts.Select(by => "-" + by)]),
        Parameter.Text(
            "currency",
            "Only entities that have figures in this currency, with these figures. Required when a list is sorted by an amount and "
            + "the chain has several currencies."),
        Parameter.Text("q", "Only entities whose id or name begins with this text, ignoring case."),
        Parameter.Limit,
        Parameter.Walk,
    ];

    /// <summary>Reads the query; null when it is invalid, and the problems are added to it.</summary>
    public static ListRequest? Read(EntityKind kind, QueryReader query, Func<string?, CurrencyFilter?> filterOf)
    {
        string sort = query.Text("sort") ?? DefaultSort;
        bool descending = sort.StartsWith('-');
        if (SortOf(descending ? sort[1..] : sort) is not { } by)
        {
            query.Problems.Add(
                "sort", $"must be {string.Join(", ", Sorts[..^1])} or {Sorts[^1]}, with - for descending");
            return null;
        }

        CurrencyFilter? currency = filterOf(CurrencyQuery.ReadOnly(query));
        var list = new EntityQuery(kind, by, descending, query.Text("q"), After: null, query.Limit(), currency);
        var read = new ListRequest(list, Walk: null);
        if (by == EntitySort.Id)
            read = read with
            {
                Query = read.Query with
                {
                    After = query.Cursor(read.List, parts: 1) is [var id] ? new EntityCursor(0,
                id) : null
                }
            };
        else if (query.CursorText() is { } cursor)
            read = read with { Walk = WalkCursor.Read(cursor, read.List) ?? query.RefuseCursor<WalkPosition>() };
        return query.Problems.Any ? null : read;
    }

    /// <summary>The cursor after a first page, or after any page of a list by id; null at the end.</summary>
    public static string? CursorAfter(ListRequest asked, EntityPage page) => page switch
    {
        not { More: true, Items: [.., _] } => null,
        _ when asked.Query.Sort == EntitySort.Id => Cursor.Write(asked.List, page.Items[^1].Id),
        _ => WalkCursor.Start(asked.List, page.AsOf, [.. page.Items.Select(row => row.Id)]),
    };

    /// <summary>Answers the requested page.</summary>
    public static async Task<IResult> AnswerAsync<T>(
        HttpRequest request,
        EntityKind kind,
        ListCache lists,
        ListWalks walks,
        FigureCurrencies currencies,
        Func<EntityRow, CurrencyView, T> answerOf,
        JsonTypeInfo<T> item,
        JsonTypeInfo<EntityPageAnswer<T>> type)
    {
        CurrencyView view = currencies.Everything;
        T answer(EntityRow row) => answerOf(row, view);
        var query = new QueryReader(request.Query);
        CancellationToken cancel = request.HttpContext.RequestAborted;
        if (Read(kind, query, currencies.FilterOf) is not { } asked) return Problem.BadInput(query.Problems);
        CallerKey caller = CallerKey.Of(request.HttpContext);
        if (asked.Walk is not { } place)
        {
            return await lists.GetAsync(
                caller,
                asked.Query,
                all => ProblemOf(asked.Query, currencies.NamesOf(all)),
                page => AnswerOf(page, shown => CursorAfter(asked, shown < page.Items.Count ? page.Cut(shown) : page), answer, item, type),
                cancel);
        }

        WalkPage walked = await walks.GetAsync(caller, asked.Query, place, cancel);
        return walked.Refusal is { } refusal
            ? Problem.BadInput("cursor", refusal)
            : AnswerOf(
                walked.Page!,
                shown => walked.Next(shown) is { } next ? WalkCursor.Step(asked.List, next.Walk, next.From) : null,
                answer,
                item,
                type);
    }

    /// <summary>Amounts of different currencies have no order.</summary>
    private static Problem? ProblemOf(EntityQuery query, string?[] currencies)
    {
        if (query.Currency is not null || currencies.Length < 2) return null;
        string named = string.Join(", ", currencies.Select(code => code ?? "an unknown currency"));
        return Problem.BadInput("currency", $"is required: the list is sorted by an amount, and there are amounts in {named}");
    }

    /// <summary>A cursor may contain the time at which its page was read, so the tag contains only whether there is a cursor.</summary>
    private static FigureAnswer<EntityPageAnswer<T>> AnswerOf<T>(
        EntityPage page,
        Func<int, string?> nextAfter,
        Func<EntityRow, T> answer,
        JsonTypeInfo<T> item,
        JsonTypeInfo<EntityPageAnswer<T>> type)
    {
        T[] items = PageSize.Fit([.. page.Items.Select(answer)], item);
        string? next = nextAfter(items.Length);
        var answered = new EntityPageAnswer<T>(page.AsOf, items, next);
        return new FigureAnswer<EntityPageAnswer<T>>(
            answered, type, tagged: answered with { AsOf = null, Next = next is null ? null : "more" });
    }

    private static EntitySort? SortOf(string name) => name switch
    {
        "id" => EntitySort.Id,
        "netRevenue" => EntitySort.NetRevenue,
        "grossSales" => EntitySort.GrossSales,
        "reductions" => EntitySort.Reductions,
        "units" => EntitySort.Units,
        "lines" => EntitySort.Lines,
        "transactions" => EntitySort.Transactions,
        "returns" => EntitySort.Returns,
        "discounts" => EntitySort.Discounts,
        "tax" => EntitySort.Tax,
        "netRevenueExTax" => EntitySort.NetRevenueExTax,
        _ => null,
    };
}
