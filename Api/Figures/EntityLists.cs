using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Description;
using RetailGrains.Api.Http;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Api.Figures;

/// <summary>Lists and rankings, from the projection tables.</summary>
internal static class EntityLists
{
    private const string DefaultSort = "-netRevenue";

    private static readonly string[] Sorts =
        ["id", "netRevenue", "grossSales", "reductions", "units", "lines", "transactions", "returns"];

    /// <summary>What <see cref="Read"/> reads.</summary>
    public static OpenApiParameter[] Parameters =>
    [
        Parameter.Word(
            "sort", "By what; with - from the highest down. Ties by id.", DefaultSort, [.. Sorts, .. Sorts.Select(by => "-" + by)]),
        Parameter.Text("q", "Only those whose id or name begins with this, upper and lower case alike."),
        Parameter.Limit,
        Parameter.Cursor,
    ];

    /// <summary>Reads the query; null when something is wrong with it, which is noted.</summary>
    public static EntityQuery? Read(EntityKind kind, QueryReader query)
    {
        string sort = query.Text("sort") ?? DefaultSort;
        bool descending = sort.StartsWith('-');
        if (SortOf(descending ? sort[1..] : sort) is not { } by)
        {
            query.Problems.Add(
                "sort", "must be id, netRevenue, grossSales, reductions, units, lines, transactions or returns, with - for descending");
            return null;
        }

        var read = new EntityQuery(kind, by, descending, query.Text("q"), After(kind, by, descending, query), query.Limit());
        return query.Problems.Any ? null : read;
    }

    /// <summary>The cursor of the page after one that ends with this row.</summary>
    public static string CursorAfter(EntityQuery query, EntityRow row) => Cursor.Write(
        ListOf(query.Kind, query.Sort, query.Descending),
        ValueOf(query.Sort, row.Totals).ToString(CultureInfo.InvariantCulture),
        row.Id);

    /// <summary>Answers the page that a request asks for.</summary>
    public static async Task<IResult> AnswerAsync<T>(
        HttpRequest request, EntityKind kind, ListCache lists, Func<EntityRow, T> answer, JsonTypeInfo<EntityPageAnswer<T>> type)
    {
        var query = new QueryReader(request.Query);
        if (Read(kind, query) is not { } asked) return Problem.BadInput(query.Problems);
        return await lists.GetAsync(asked, page => AnswerOf(asked, page, answer, type), request.HttpContext.RequestAborted);
    }

    private static FigureAnswer<EntityPageAnswer<T>> AnswerOf<T>(
        EntityQuery asked, EntityPage page, Func<EntityRow, T> answer, JsonTypeInfo<EntityPageAnswer<T>> type)
    {
        string? next = page is { More: true, Items: [.., var last] } ? CursorAfter(asked, last) : null;
        var answered = new EntityPageAnswer<T>(page.AsOf, [.. page.Items.Select(answer)], next);
        return new FigureAnswer<EntityPageAnswer<T>>(answered, type, tagged: answered with { AsOf = null });
    }

    /// <summary>Which list a cursor belongs to: one in another order has other places.</summary>
    private static string ListOf(EntityKind kind, EntitySort sort, bool descending) =>
        $"{(descending ? "-" : "")}{sort} of {kind}";

    private static EntityPlace? After(EntityKind kind, EntitySort sort, bool descending, QueryReader query)
    {
        if (query.Cursor(ListOf(kind, sort, descending), parts: 2) is not [var value, var id]) return null;
        if (decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal figure))
            return new EntityPlace(figure, id);
        query.RefuseCursor();
        return null;
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
        _ => null,
    };

    private static decimal ValueOf(EntitySort sort, in Totals totals) => sort switch
    {
        EntitySort.NetRevenue => totals.NetRevenue,
        EntitySort.GrossSales => totals.GrossSales,
        EntitySort.Reductions => totals.Reductions,
        EntitySort.Units => totals.Units,
        EntitySort.Lines => totals.Lines,
        EntitySort.Transactions => totals.Transactions,
        EntitySort.Returns => totals.Returns,
        _ => 0,
    };
}
