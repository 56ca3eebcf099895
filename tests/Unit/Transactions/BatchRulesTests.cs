using System.Buffers;
using System.Text;
using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Transactions;

public sealed class BatchRulesTests
{
    private const string Good =
        """{"transactionId":"T","storeId":"S","occurredAt":"2010-12-01T08:26:00Z","lines":[{"productId":"P","quantity":1,"unitPrice":1}]}""";

    [Theory]
    [InlineData(10_000, 0, true)]
    [InlineData(10_001, 0, false)]
    [InlineData(0, 1_000, true)]
    [InlineData(9_000, 1_000, true)]
    [InlineData(0, 1_001, false)]
    [InlineData(8_999, 1_001, false)]
    public void Many_items_or_many_bad_ones_are_refused_before_any_is_sent(int good, int bad, bool accepted)
    {
        ArrayItems items = Items([.. Enumerable.Repeat(Good, good), .. Enumerable.Repeat("0", bad)]);
        Assert.Equal(good + bad, items.Count);
        InputProblems? refused = BatchRules.Refuse(items);
        Assert.Equal(accepted, refused is null);
        Assert.Equal(good > 0, items.Next()!.Value.Transaction is not null); // the check does not consume items
    }

    [Fact]
    public void A_refusal_names_the_first_bad_items()
    {
        InputProblems refused = BatchRules.Refuse(Items([Good, .. Enumerable.Repeat("[]", 5_000)]))!;
        Assert.Equal("What was sent must be an object", Assert.Single(refused.ToDictionary()["[1]"]));
        Assert.Equal(21, refused.ToDictionary().Count);
    }

    [Fact]
    public void The_errors_of_a_result_can_be_left_out()
    {
        var result = new BatchResult(3, "T", "invalid", null, new Dictionary<string, string[]> { ["kind"] = ["is wrong"] });
        Assert.Equal("kind".Length + "is wrong".Length, BatchRules.ErrorTextOf(result));
        Assert.Equal(["$"], BatchRules.WithoutErrors(result).Errors!.Keys);
        Assert.Null(BatchRules.WithoutErrors(result with { Errors = null }).Errors);
    }

    private static ArrayItems Items(IEnumerable<string> items) => ArrayItems.Of(
        new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes($"[{string.Join(',', items)}]")), new TransactionReader(TimeProvider.System),
        new InputProblems())!;
}
