using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using RetailGrains.Access;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;

namespace RetailGrains.Tests.Unit.Transactions;

public sealed class NdjsonExchangeTests
{
    /// <summary>The caller keeps sending but stops reading answers.</summary>
    [Fact]
    public async Task When_results_cannot_be_written_reading_stops_and_the_exchange_ends()
    {
        var body = new Pipe();
        await body.Writer.WriteAsync(Encoding.UTF8.GetBytes("not a transaction\n"));
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new Body(body.Reader));
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new BrokenStream()));

        using var end = new CancellationTokenSource();
        using BodyCharge charge = new BodyBudget(1_000_000).ChargeOf(http);
        using var sender = new BatchSender(
            null!, null!, charge, null, StoreScope.All, TimeProvider.System, NullLogger<BatchSender>.Instance, end.Token);
        Task exchange = NdjsonExchange.RunAsync(http, new TransactionReader(TimeProvider.System), sender, charge, TimeProvider.System, end);
        await Assert.ThrowsAsync<IOException>(() => exchange.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(end.IsCancellationRequested);
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection takes no more.");

        public override Task FlushAsync(CancellationToken cancellationToken) => throw new IOException("The connection takes no more.");
    }
}
