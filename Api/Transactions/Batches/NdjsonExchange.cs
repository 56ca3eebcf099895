using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;

namespace RetailGrains.Api.Transactions.Batches;

/// <summary>
/// Records lines as they arrive, and returns the result of each line in the meantime. The request has no maximum length. The last line is
/// the summary.
/// </summary>
internal static class NdjsonExchange
{
    // Most clients read nothing before they have sent everything. If the API stopped reading until they read results, both sides would wait
    // forever. So half a million unread results fit here before a sender that does not read is slowed down.
    private const long MaxUnread = 64 * 1024 * 1024;

    /// <summary>Unread bytes that are not charged to the budget: a sender that reads continuously needs no more.</summary>
    private const long FreeUnread = 256 * 1024;

    /// <param name="http">The request and its response.</param>
    /// <param name="reader">Reads the transactions.</param>
    /// <param name="sender">Records the transactions, until <paramref name="end"/>.</param>
    /// <param name="charge">Charged with unread results.</param>
    /// <param name="time">The clock.</param>
    /// <param name="end">Cancelled when the caller leaves, and by this method when results cannot be written, to stop reading.</param>
    public static async Task<IResult> RunAsync(
        HttpContext http, TransactionReader reader, BatchSender sender, BodyCharge charge, TimeProvider time, CancellationTokenSource end)
    {
        LiftLimits(http.Features);
        http.Response.ContentType = "application/x-ndjson";
        var results = new Pipe(new PipeOptions(
            pauseWriterThreshold: MaxUnread, resumeWriterThreshold: MaxUnread / 2, useSynchronizationContext: false));
        var unread = new Unread(charge, time);
        await Task.WhenAll(
            ReadAsync(new NdjsonItems(http.Request.BodyReader, reader), sender, end.Token),
            WriteAsync(sender, results.Writer, unread, end.Token),
            CopyAsync(results.Reader, http.Response.BodyWriter, unread, end));
        return Results.Empty;
    }

    private static async Task CopyAsync(PipeReader results, PipeWriter response, Unread unread, CancellationTokenSource end)
    {
        try
        {
            ReadResult read;
            do
            {
                read = await results.ReadAsync(end.Token);
                foreach (ReadOnlyMemory<byte> part in read.Buffer)
                {
                    FlushResult flushed = await response.WriteAsync(part, end.Token);
                    if (flushed.IsCompleted) return; // the caller has stopped reading
                    unread.Remove(part.Length);
                }

                results.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }

    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate) requestRate.MinDataRate = null;
        if (features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate) responseRate.MinDataRate = null;
    }

    private static async Task ReadAsync(NdjsonItems items, BatchSender sender, CancellationToken cancel)
    {
        try
        {
            while (await items.NextAsync(cancel) is { } lines)
            {
                foreach (ReadItem line in lines) await sender.AddAsync(line);
                // Flush now, so that slow senders still get a result for every line so far.
                if (!items.HasMore) await sender.SendAsync();
            }

            await sender.SendAsync();
            sender.Complete();
        }
        catch (Exception e)
        {
            sender.Complete(e);
        }
    }

    private static async Task WriteAsync(BatchSender sender, PipeWriter output, Unread unread, CancellationToken cancel)
    {
        var tally = new BatchTally();
        try
        {
            await foreach (BatchResult[] results in sender.ResultsAsync())
            {
                long length = 0;
                foreach (BatchResult result in results)
                {
                    tally.Add(result);
                    length += WriteLine(output, JsonBuffer.Write(result, ApiJson.Default.BatchResult));
                }

                await unread.AddAsync(length, cancel);
                await output.FlushAsync(cancel);
            }

            WriteLine(output, JsonBuffer.Write(tally.Summary, ApiJson.Default.BatchSummary));
            await output.CompleteAsync();
        }
        catch (Exception e)
        {
            // The copying reader receives the exception with its reason and ends the exchange.
            await output.CompleteAsync(e);
        }
    }

    private static int WriteLine(PipeWriter output, ReadOnlySpan<byte> json)
    {
        output.Write(json);
        output.Write("\n"u8);
        return json.Length + 1;
    }

    /// <summary>Charges the budget with results that the caller has not read.</summary>
    private sealed class Unread(BodyCharge charge, TimeProvider time)
    {
        private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

        private readonly Lock _gate = new();
        private long _length;
        private long _charged;

        /// <summary>Waits until the budget has room or the caller has read more.</summary>
        public async ValueTask AddAsync(long length, CancellationToken cancel)
        {
            lock (_gate) _length += length;
            while (!TryCharge()) await Task.Delay(PollInterval, time, cancel);
        }

        public void Remove(long length)
        {
            long less;
            lock (_gate)
            {
                _length -= length;
                less = Math.Max(0, _charged - Math.Max(0, _length - FreeUnread));
                _charged -= less;
            }

            if (less > 0) charge.Shrink(less);
        }

        private bool TryCharge()
        {
            lock (_gate)
            {
                long more = Math.Max(0, _length - FreeUnread - _charged);
                if (more > 0 && !charge.TryGrow(more)) return false;
                _charged += more;
                return true;
            }
        }
    }
}
