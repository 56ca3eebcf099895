using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.Api.Transactions;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Json;

public sealed class JsonWritingTests
{
    [Theory]
    [InlineData("9747747.934", "9747747.934")]
    [InlineData("2.50", "2.5")]
    [InlineData("100.0000", "100")]
    [InlineData("-0.00", "0")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("-11062.0600", "-11062.06")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    public void Money_is_written_exactly_without_trailing_zeros_or_exponent(string value, string written) =>
        Assert.Equal(written, TotalAsWritten(decimal.Parse(value, CultureInfo.InvariantCulture)));

    [Fact]
    public void Money_that_is_read_again_is_the_same() => Gen.Decimal.Sample(value =>
    {
        string written = TotalAsWritten(value);
        return decimal.Parse(written, CultureInfo.InvariantCulture) == value
            && !written.Contains('E', StringComparison.Ordinal)
            && !(written.Contains('.', StringComparison.Ordinal) && written.EndsWith('0'));
    });

    [Fact]
    public void A_transaction_is_written_as_in_the_contract()
    {
        var answer = new TransactionAnswer(
            "536365", "日本", null, new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), "sale",
            [LineAnswer.Of(new SaleLine("85123A", null, 6, 2.550m))], "3-18211", 15.300m, new DateTime(2026, 1, 1, 0, 0, 0,
                DateTimeKind.Unspecified));
        Assert.Equal(
            """
            {"transactionId":"536365","storeId":"日本","customerId":null,"occurredAt":"2010-12-01T08:26:00Z","kind":"sale",
            "lines":[{"productId":"85123A","description":null,"quantity":6,"unitPrice":2.55,
            "discount":0,"amount":15.3,"tax":null,"taxRate":null}],
            "position":"3-18211","total":15.3,"recordedAt":"2026-01-01T00:00:00Z",
            "currency":null,"register":null,"cashier":null,"note":null,"originalTransactionId":null,"taxIncluded":true,"payments":null,
            "paymentDifference":null,"source":null,"revision":1,"effect":"records","takesBack":null,"annulled":false,"sub":null}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(JsonBuffer.Write(answer, ApiJson.Default.TransactionAnswer)));
    }

    [Fact]
    public void Times_keep_their_offset()
    {
        var answer = new TransactionAnswer(
            "T", "S", null, new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.FromHours(5.5)), "sale", [], "0-1", 0, default);
        using JsonDocument written = JsonDocument.Parse(JsonBuffer.Write(answer, ApiJson.Default.TransactionAnswer).ToArray());
        Assert.Equal("2010-12-01T08:26:00+05:30", written.RootElement.GetProperty("occurredAt").GetString());
    }

    [Fact]
    public void A_problem_omits_absent_members()
    {
        Assert.Equal(
            """{"title":"Not Found","status":404,"detail":"There is no such store.","traceId":"t"}""",
            Encoding.UTF8.GetString(JsonBuffer.Write(
                new ProblemBody("Not Found", 404, "There is no such store.", "t"), ApiJson.Default.ProblemBody)));
    }

    private static string TotalAsWritten(decimal value)
    {
        var answer = new RecordedAnswer("T", "0-1", value, Duplicate: false);
        using JsonDocument written = JsonDocument.Parse(JsonBuffer.Write(answer, ApiJson.Default.RecordedAnswer).ToArray());
        return written.RootElement.GetProperty("total").GetRawText();
    }
}
