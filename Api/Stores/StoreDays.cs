using System.Globalization;
using NodaTime;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Closing;
using RetailGrains.Stores;
using RetailGrains.TimeZones;

namespace RetailGrains.Api.Stores;

/// <summary><c>GET /stores/{id}/days/{date}</c>: the closing of a store's day, computed from the ledger.</summary>
internal static class StoreDays
{
    private const int FirstYear = 2000;
    private const int LastYear = 9998;

    public static void MapStoreDays(this IEndpointRouteBuilder api) =>
        api.MapGet("/stores/{id}/days/{date}", GetAsync).ForViewers().ForStoreInPath().WaitAtLeast(EntryStage.Delivered).Describe(
            new Operation("getStoreDay", Tags.Stores, "The closing of a store's day")
            {
                Description =
                    "Computed from the ledger: totals, and by payment method, tax rate, register, cashier and hour. `complete` is false "
                    + "while the day is not over, or while the store's figures do not include everything recorded of it.",
            }
                .Id("store", "United Kingdom")
                .With(Parameter.Day)
                .AnswersFigures("The closing.", Example, ApiJson.Default.DayAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id.")
                .Refuses(409, "The day has too many registers, cashiers or payment methods."));

    private static DayAnswer Example
    {
        get
        {
            var part = new ClosingPart("GBP", "1", "ann", 8);
            DateTime at = Examples.TakenAt;
            var rows = new ClosingRows(
                [new ClosingEntries(part, 1, 0, at, at)],
                [new ClosingLines(part, 20, IsPaid: true, 15.30m, 0, 6, 1, 0, 2.55m, 2.55m)],
                [new ClosingPayments("GBP", "card", 15.30m, 1)]);
            var closing = new DayClosing(rows, new CurrencyView(Chain: null, Only: null));
            return closing.ToAnswer("United Kingdom", new DateOnly(2010, 12, 1), "Europe/London", complete: true);
        }
    }

    private static async Task<IResult> GetAsync(
        string id,
        string date,
        HttpContext http,
        IGrainFactory grains,
        IClosingStore closings,
        FigureCurrencies currencies,
        QueryGate queries,
        Retry retry,
        TimeProvider time,
        CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("store");
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            || day.Year is < FirstYear or > LastYear)
        {
            return Problem.BadInput("date", "must be a date such as 2010-12-01, from 2000-01-01 on");
        }

        IStoreGrain grain = grains.GetGrain<IStoreGrain>(id);
        if (await retry.ReadAsync(grain.GetAsync, cancel) is not { } store) return Problem.NotFound("store");
        ClosingRows rows = await retry.QueryAsync(
            () => queries.RunAsync(
                CallerKey.Of(http), QueryCost.Page, token => closings.ReadAsync(id, day, DayClosing.MaxGroups, token), cancel),
            cancel);
        var closing = new DayClosing(rows, currencies.Everything);
        if (closing.IsTooLarge)
        {
            return new Problem(
                StatusCodes.Status409Conflict,
                $"The day has more than {DayClosing.MaxGroups:N0} combinations of register, cashier, hour and tax rate.");
        }

        EntityFigures figures = await retry.ReadAsync(() => grain.FiguresAsync(withDays: true, day, day.AddDays(1)), cancel);
        string? zone = store.Description?.TimeZone;
        bool complete = IsOver(day, zone, time.GetUtcNow()) && closing.Agrees(figures.Days);
        return new FigureAnswer<DayAnswer>(closing.ToAnswer(id, day, zone, complete), ApiJson.Default.DayAnswer);
    }

    /// <summary>A day in an unknown time zone never counts as over.</summary>
    private static bool IsOver(DateOnly day, string? zoneName, DateTimeOffset now)
    {
        DateTimeZone? zone = zoneName is null ? DateTimeZone.Utc : TimeZoneDatabase.Find(zoneName);
        return zone is not null && now >= zone.AtStartOfDay(LocalDate.FromDateOnly(day.AddDays(1))).ToDateTimeOffset();
    }
}
