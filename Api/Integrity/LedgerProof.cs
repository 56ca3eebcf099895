using System.Globalization;
using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;

namespace RetailGrains.Api.Integrity;

/// <summary>The last hash of a partition. A copy kept elsewhere proves later that no entry up to it was altered.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Sequence">The sequence of its last entry with a hash; 0 when it has none.</param>
/// <param name="Hash">That entry's hash, or the partition's seed.</param>
internal sealed record LedgerHeadAnswer(int Partition, long Sequence, string Hash);

/// <summary>The last hashes of all partitions.</summary>
/// <param name="At">When they were read, in UTC.</param>
/// <param name="Heads">By partition.</param>
internal sealed record LedgerHeadsAnswer(DateTime At, IReadOnlyList<LedgerHeadAnswer> Heads);

/// <summary>The content and the hashes of an entry, in hexadecimal.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Sequence">The entry's sequence.</param>
/// <param name="Content">
/// The canonical content; docs/integrity.md describes the format. Null when the stored columns cannot be read as an entry.
/// </param>
/// <param name="ContentHash">The stored SHA-256 of the content.</param>
/// <param name="PreviousHash">The hash of the previous entry, or the partition's seed.</param>
/// <param name="Hash">The stored SHA-256 of previousHash, contentHash, partition (4 bytes) and sequence (8 bytes).</param>
/// <param name="Valid">Whether the stored hashes match the content and the previous entry.</param>
/// <param name="FollowingContentHashes">
/// The content hashes of the following entries, at most `limit`. They connect the hash with a later one that is known from elsewhere.
/// </param>
/// <param name="Next">The sequence of the next request; null when no more entries follow.</param>
/// <param name="Head">The partition's last hash at the moment.</param>
internal sealed record LedgerProofAnswer(
    int Partition,
    long Sequence,
    string? Content,
    string? ContentHash,
    string PreviousHash,
    string? Hash,
    bool Valid,
    IReadOnlyList<string?> FollowingContentHashes,
    long? Next,
    LedgerHeadAnswer Head);

/// <summary>
/// <c>GET /admin/ledger/heads</c> and <c>GET /admin/ledger/{partition}/proof</c>: the hash chain, for verification elsewhere.
/// </summary>
internal static class LedgerProof
{
    private const string ExampleHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static LedgerHeadAnswer ExampleHead => new(3, 18_211, ExampleHash);

    public static void MapLedgerProof(this IEndpointRouteBuilder api)
    {
        api.MapGet("/admin/ledger/heads", HeadsAsync).ForOperators().Describe(
            new Operation("getLedgerHeads", Tags.Operations, "The last hash of every partition")
            {
                Description = "Store the hashes outside the database. Reconciliation proves that the entries are consistent; only stored "
                    + "hashes prove that they are still the same entries.",
            }
                .Answers(200, "The hashes.", new LedgerHeadsAnswer(Examples.TakenAt, [ExampleHead]), ApiJson.Default.LedgerHeadsAnswer)
                .Refuses(503));
        api.MapGet("/admin/ledger/{partition}/proof", ProofAsync).ForOperators().Describe(
            new Operation("getLedgerProof", Tags.Operations, "The content and hashes of an entry")
                .With(
                    Parameter.Number(
                        "partition", ParameterLocation.Path, "The partition, such as `3` of the position `3-18211`.", least: 0),
                    Parameter.Number("sequence", ParameterLocation.Query, "The sequence, such as `18211`.", least: 1),
                    Parameter.Limit)
                .Answers(
                    200,
                    "The entry's content and hashes, and what follows.",
                    new LedgerProofAnswer(3, 18_210, "01", ExampleHash, ExampleHash, ExampleHash, true, [ExampleHash], null, ExampleHead),
                    ApiJson.Default.LedgerProofAnswer)
                .Refuses(400, 404, 503));
    }

    private static async Task<IResult> HeadsAsync(
        IHashChainStore hashes, LedgerLayout layout, Retry retry, TimeProvider time, CancellationToken cancel)
    {
        var heads = new LedgerHeadAnswer[layout.Partitions];
        for (int p = 0; p < heads.Length; p++) heads[p] = await HeadAsync(hashes, retry, p, cancel);
        return JsonAnswer.Ok(new LedgerHeadsAnswer(time.GetUtcNow().UtcDateTime, heads), ApiJson.Default.LedgerHeadsAnswer);
    }

    private static async Task<IResult> ProofAsync(
        string partition,
        HttpRequest request,
        IHashChainStore hashes,
        EntrySealer sealer,
        LedgerLayout layout,
        Retry retry,
        CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        long sequence = Sequence(query, request);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        if (!int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number >= layout.Partitions)
            return Problem.NotFound("partition");

        LedgerHeadAnswer head = await HeadAsync(hashes, retry, number, cancel);
        List<HashedRow> rows = await retry.QueryAsync(() => ReadAsync(hashes, number, sequence, limit, cancel), cancel);
        if (rows is not [var its, ..] || its.Position.Sequence != sequence)
            return Problem.NotFound("ledger entry");
        HashChainHead before = await retry.QueryAsync(() => hashes.HashedHeadAsync(number, sequence - 1, cancel), cancel);
        return JsonAnswer.Ok(Answer(sealer, its, before, [.. rows.Skip(1)], limit, head), ApiJson.Default.LedgerProofAnswer);
    }

    private static LedgerProofAnswer Answer(
        EntrySealer sealer, HashedRow its, HashChainHead before, HashedRow[] following, int limit, LedgerHeadAnswer head)
    {
        bool valid = its is { Entry: not null, ContentHash: { } content, EntryHash: { } entry }
            && before.Sequence == its.Position.Sequence - 1
            && sealer.HasContent(its)
            && entry.AsSpan().SequenceEqual(EntrySealer.Link(before.Hash, content, its.Position));
        return new LedgerProofAnswer(
            its.Position.Partition,
            its.Position.Sequence,
            its.Entry is null ? null : Convert.ToHexStringLower(sealer.Content(its)),
            Hex(its.ContentHash),
            Convert.ToHexStringLower(before.Hash),
            Hex(its.EntryHash),
            valid,
            Array.ConvertAll(following, row => Hex(row.ContentHash)),
            following.Length == limit && following[^1].Position.Sequence < head.Sequence ? following[^1].Position.Sequence : null,
            head);
    }

    private static async Task<List<HashedRow>> ReadAsync(
        IHashChainStore hashes, int partition, long sequence, int following, CancellationToken cancel)
    {
        var rows = new List<HashedRow>();
        await foreach (HashedRow row in hashes.ReadAsync(partition, sequence - 1, sequence + following, cancel))
            rows.Add(rows.Count == 0 ? row : row with { Entry = null });
        return rows;
    }

    private static async Task<LedgerHeadAnswer> HeadAsync(IHashChainStore hashes, Retry retry, int partition, CancellationToken cancel)
    {
        HashChainHead head = await retry.QueryAsync(() => hashes.HashedHeadAsync(partition, long.MaxValue, cancel), cancel);
        return new LedgerHeadAnswer(partition, head.Sequence, Convert.ToHexStringLower(head.Hash));
    }

    private static long Sequence(QueryReader query, HttpRequest request)
    {
        if (long.TryParse(request.Query["sequence"], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            && sequence is >= 1 and < long.MaxValue - QueryReader.MaxLimit)
        {
            return sequence;
        }

        query.Problems.Add("sequence", "must be a whole number from 1");
        return 1;
    }

    private static string? Hex(byte[]? hash) => hash is null ? null : Convert.ToHexStringLower(hash);
}
