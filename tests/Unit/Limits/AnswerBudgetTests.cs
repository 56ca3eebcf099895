using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Transactions;

namespace RetailGrains.Tests.Unit.Limits;

public sealed class AnswerBudgetTests
{
    private static readonly CallerKey Ann = new("ann", "viewer"), Bob = new("bob", "viewer"), Eve = new("eve", "viewer");

    private readonly AnswerBudget _budget = new(Options.Create(new LimitOptions { AnswerBytes = 250, AnswerBytesPerCaller = 100 }));

    [Fact]
    public void A_caller_with_many_large_answers_receives_429_and_other_callers_do_not()
    {
        IDisposable first = _budget.Take(Ann, 60);
        Assert.Equal(StatusCodes.Status429TooManyRequests, StatusOf(() => _budget.Take(Ann, 60)));
        using IDisposable second = _budget.Take(Ann, 40);
        using IDisposable bobs = _budget.Take(Bob, 100);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, StatusOf(() => _budget.Take(Eve, 60)));
        first.Dispose();
        first.Dispose(); // no effect
        using IDisposable eves = _budget.Take(Eve, 100);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, StatusOf(() => _budget.Take(Ann, 60)));
    }

    [Fact]
    public void One_answer_of_any_size_is_sent()
    {
        _budget.Take(Ann, 1_000).Dispose();
        using IDisposable again = _budget.Take(Ann, 1_000);
    }

    [Fact]
    public void A_page_has_the_items_that_fit_and_at_least_one()
    {
        TransactionAnswer[] items =
            [.. Enumerable.Range(0, 9).Select(n => new TransactionAnswer($"{n}", "s", null, default, "sale", [], "0-1", 0, default))];
        int one = JsonBuffer.Write(items[0], ApiJson.Default.TransactionAnswer).Length + 1;
        Assert.Empty(PageSize.Fit([], ApiJson.Default.TransactionAnswer));
        Assert.Equal(items, PageSize.Fit(items, ApiJson.Default.TransactionAnswer));
        Assert.Equal(items[..1], PageSize.Fit(items, ApiJson.Default.TransactionAnswer, 1));
        Assert.Equal(items[..3], PageSize.Fit(items, ApiJson.Default.TransactionAnswer, one * 3));
        Assert.Equal(items[..3], PageSize.Fit(items, ApiJson.Default.TransactionAnswer, (one * 4) - 1));
    }

    private static int StatusOf(Action take) => Assert.Throws<RefusedException>(take).Problem.Status;
}
