using System.Net;
using CsCheck;
using Microsoft.AspNetCore.Http;
using RetailGrains.Api.Limits;

namespace RetailGrains.Tests.Unit.Limits;

public sealed class BodyBudgetTests
{
    [Fact]
    public void One_caller_may_use_at_most_half_of_the_budget_and_all_together_at_most_all_of_it()
    {
        var budget = new BodyBudget(100);
        using BodyCharge one =
            budget.ChargeOf(From(1)), two = budget.ChargeOf(From(1)), other = budget.ChargeOf(From(2)), third = budget.ChargeOf(From(3));
        Assert.True(one.TryGrow(30));
        Assert.False(two.TryGrow(21));
        Assert.True(two.TryGrow(20));
        Assert.True(other.TryGrow(50));
        Assert.False(third.TryGrow(1));
        one.Dispose();
        Assert.True(third.TryGrow(30));
        Assert.False(one.TryGrow(1)); // it is disposed
    }

    /// <summary>In any order of growing and shrinking, no bytes are lost, and none remain held after all charges are disposed.</summary>
    [Fact]
    public void Every_share_of_the_budget_is_returned() => Gen.Int[0, 5].Select(Gen.Int[-40, 60]).Array[0, 60].Sample(moves =>
    {
        var budget = new BodyBudget(200);
        BodyCharge[] charges = [.. Enumerable.Range(0, 6).Select(n => budget.ChargeOf(From(n % 3)))];
        long[] held = new long[charges.Length];
        foreach ((int who, int bytes) in moves)
        {
            if (bytes >= 0 && charges[who].TryGrow(bytes)) held[who] += bytes;
            if (bytes >= 0) continue;
            long less = Math.Min(held[who], -bytes);
            charges[who].Shrink(less);
            held[who] -= less;
        }

        Assert.Equal(held.Sum(), budget.Held);
        Assert.InRange(budget.Held, 0, 200);
        foreach (BodyCharge charge in charges) charge.Dispose();
        Assert.Equal(0, budget.Held);
        using BodyCharge last = budget.ChargeOf(From(0));
        Assert.True(last.TryGrow(100));
    });

    private static DefaultHttpContext From(int number) =>
        new() { Connection = { RemoteIpAddress = IPAddress.Parse($"10.0.0.{number}") } };
}
