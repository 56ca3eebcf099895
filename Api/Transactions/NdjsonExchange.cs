using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Transactions;

/// <summary>
/// Takes in lines as they come and answers line by line while it goes on, for as long as the sender likes. A last line holds the summary.
/// </summary>
internal static class NdjsonExchange
{
    // Most clients read nothing before they have sent all. Were results held back for them, reading would stop as well, and both sides
    // would wait for ever; so half a million results find room here before a sender that does not read is slowed down.
    private const long MostUnread = 64 * 1024 * 1024;

    /// <param name="http">The exchange.</param>
    /// <param name="reader">Reads transactions.</param>
    /// <param name="sender">Records them, until <paramref name="end"/>.</param>
    /// <param name="end">Cancelled when the caller leaves, and here when results can't be written: then nothing more is to be read either.</param>
    public static async Task<IResult> RunAsync(HttpContext http, TransactionReader reader, BatchSender sender, CancellationTokenSource end)
    {
        LiftLimits(http.Features);
        http.Response.ContentType = "application/x-ndjson";
        var results = new Pipe(new PipeOptions(
            pauseWriterThreshold: MostUnread, resumeWriterThreshold: MostUnread / 2, useSynchronizationContext: false));
        await Task.WhenAll(
            ReadAsync(new NdjsonItems(http.Request.BodyReader, reader), sender, end.Token),
            WriteAsync(sender, results.Writer, end.Token),
            CopyAsync(results.Reader, http.Response.BodyWriter, end));
        return Results.Empty;
    }

    private static async Task CopyAsync(PipeReader results, PipeWriter response, CancellationTokenSource end)
    {
        try
        {
            await results.CopyToAsync(response, end.Token);
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
                // Who sends slowly still has answers to all that was sent.
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

    private static async Task WriteAsync(BatchSender sender, PipeWriter output, CancellationToken cancel)
    {
        var tally = new BatchTally();
        try
        {
            await foreach (BatchResult[] results in sender.ResultsAsync())
            {
                foreach (BatchResult result in results)
                {
                    tally.Add(result);
                    WriteLine(output, JsonBuffer.Write(result, ApiJson.Default.BatchResult));
                }

                await output.FlushAsync(cancel);
            }

            WriteLine(output, JsonBuffer.Write(tally.Summary, ApiJson.Default.BatchSummary));
            await output.CompleteAsync();
        }
        catch (Exception e)
        {
            // Whoever copies the results meets it there, with its reason, and ends the reading.
            await output.CompleteAsync(e);
        }
    }

    private static void WriteLine(PipeWriter output, ReadOnlySpan<byte> json)
    {
        output.Write(json);
        output.Write("\n"u8);
    }
}
