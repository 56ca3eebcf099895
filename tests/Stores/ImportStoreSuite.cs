using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Tests.Stores;

public abstract class ImportStoreSuite : StoreSuite
{
    private IImportStore Imports => Store.Imports;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((3 << 20) + 12345)]
    public async Task An_upload_is_read_back_byte_for_byte(int length)
    {
        byte[] sent = Bytes(length);
        await Imports.UploadAsync(File("i"), new TricklingStream(sent, failAt: null), None);
        Assert.Equal(sent, await ReadAsync("i"));
        Assert.Equal([File("i")], await Imports.UnfinishedAsync(None));
        Assert.Equal([File("i")], await Imports.ListAsync(null, null, 10, None));
    }

    [Fact]
    public async Task An_upload_of_a_sender_that_is_bound_to_stores_is_listed_for_those_that_may_see_all_of_them()
    {
        ImportFile[] files =
        [
            File("free") with { Sub = "ann" },
            File("a") with { Stores = ["A"] },
            File("ab") with { Stores = ["B", "A"] },
            File("c") with { Stores = ["C'\""] },
        ];
        foreach (ImportFile file in files) await Imports.UploadAsync(file, new MemoryStream(Bytes(1)), None);
        await Imports.FinishAsync("ab", None);
        Assert.Equal(["a"], await ListedAsync("A"));
        Assert.Equal(["a", "ab"], await ListedAsync("A", "B"));
        Assert.Equal(["c"], await ListedAsync("C'\"", "D"));
        Assert.Empty(await ListedAsync("D"));
        Assert.Empty(await ListedAsync());
        Assert.Equal(4, (await Imports.ListAsync(null, null, 10, None)).Count);
        Assert.Equal(["B", "A"], (await Imports.FindAsync("ab", None))!.Stores);
        Assert.Equal("ann", (await Imports.FindAsync("free", None))!.Sub);
        Assert.Null((await Imports.FindAsync("free", None))!.Stores);
        Assert.Null(await Imports.FindAsync("none", None));

        async Task<IEnumerable<string>> ListedAsync(params string[] within) =>
            (await Imports.ListAsync(null, within, 10, None)).Select(file => file.ImportId).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_upload_leaves_nothing()
    {
        var cut = new TricklingStream(Bytes(3 << 20), failAt: (2 << 20) + 5);
        await Assert.ThrowsAsync<IOException>(() => Imports.UploadAsync(File("cut"), cut, None));
        Assert.Empty(await Imports.UnfinishedAsync(None));
        Assert.Empty(await Imports.ListAsync(null, null, 10, None));
        await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync("cut"));
        Assert.Equal(0L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM import_chunk"), null));
        await Imports.UploadAsync(File("cut"), new MemoryStream(Bytes(5)), None);
        Assert.Equal(Bytes(5), await ReadAsync("cut"));
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var content = new TricklingStream(Bytes(3 << 20), failAt: null) { OnRead = at => { if (at > 2 << 20) cancel.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Imports.UploadAsync(File("cancelled"), content, cancel.Token));
        Assert.Empty(await Imports.ListAsync(null, null, 10, None));
        Assert.Equal(0L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM import_chunk"), null));
    }

    [Fact]
    public async Task An_incomplete_upload_is_not_listed()
    {
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var content = new TricklingStream(Bytes(3 << 20), failAt: null)
        {
            Gate = at =>
            {
                if (at <= 2 << 20) return Task.CompletedTask;
                half.TrySetResult();
                return goOn.Task;
            },
        };
        Task upload = Imports.UploadAsync(File("half"), content, None);
        await half.Task;
        Assert.True(await Imports.HasUploadAsync(File("half").StartedAt, None));
        Assert.False(await Imports.HasUploadAsync(File("half").StartedAt.AddTicks(-10), None));
        Assert.Empty(await Imports.ListAsync(null, null, 10, None));
        Assert.Empty(await Imports.UnfinishedAsync(None));
        await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync("half"));
        goOn.SetResult();
        await upload;
        Assert.False(await Imports.HasUploadAsync(File("half").StartedAt, None));
        Assert.Equal([File("half")], await Imports.UnfinishedAsync(None));
    }

    [Fact]
    public async Task What_a_process_that_has_ended_received_of_an_upload_is_deleted()
    {
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var content = new TricklingStream(Bytes(3 << 20), failAt: null)
        {
            Gate = at =>
            {
                if (at <= 2 << 20) return Task.CompletedTask;
                half.TrySetResult();
                return end.Task;
            },
        };
        Task upload = Imports.UploadAsync(File("half"), content, None);
        await half.Task;
        await AgeUploadsAsync();
        await using (RetailStoreParts next = Database.Open())
            Assert.False(await next.Imports.HasUploadAsync(File("half").StartedAt, None));
        Assert.Equal(0L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM import_chunk"), null));
        end.SetException(new IOException());
        await Assert.ThrowsAsync<IOException>(() => upload);
    }

    [Fact]
    public async Task A_finished_import_keeps_its_place_in_the_list_and_no_bytes()
    {
        await Imports.UploadAsync(File("done", gzip: true), new MemoryStream(Bytes(10)), None);
        await Imports.FinishAsync("done", None);
        await Imports.FinishAsync("done", None);
        Assert.Empty(await Imports.UnfinishedAsync(None));
        Assert.Equal([File("done", gzip: true)], await Imports.ListAsync(null, null, 10, None));
        Assert.Equal(0L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM import_chunk"), null));
        await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync("done"));
    }

    [Fact]
    public async Task Imports_are_listed_newest_first_with_ties_by_id()
    {
        ImportFile[] files = [File("a"), File("b"), File("B"), File("old", minutes: -1), File("new", minutes: 1)];
        foreach (ImportFile file in files) await Imports.UploadAsync(file, new MemoryStream(Bytes(1)), None);
        string[] order = ["new", "b", "a", "B", "old"];
        Assert.Equal(order, (await Imports.ListAsync(null, null, 10, None)).Select(f => f.ImportId));

        var paged = new List<string>();
        for (ImportCursor? after = null; (await Imports.ListAsync(after, null, 2, None)) is { Count: > 0 } page;)
        {
            paged.AddRange(page.Select(f => f.ImportId));
            after = new ImportCursor(page[^1].StartedAt, page[^1].ImportId);
        }

        Assert.Equal(order, paged);
    }

    [Fact]
    public async Task Problems_added_twice_are_stored_once_in_the_order_of_the_file()
    {
        await Imports.UploadAsync(File("i"), new MemoryStream(Bytes(1)), None);
        await Imports.UploadAsync(File("j"), new MemoryStream(Bytes(1)), None);
        ImportProblem first = ImportProblem.Reject(3, "", "InvoiceNo", "missing");
        ImportProblem odd = ImportProblem.Reject(7, "日本", "", "Quote \" and , comma");
        ImportProblem conflict = new(12, 0, ImportProblemKind.Conflict, "C1", "Quantity", "another value is recorded", "6", null);
        ImportProblem second = conflict with { Ordinal = 1, Field = "Description", Recorded = null, Sent = "" };
        await Imports.AddProblemsAsync("i", [second, conflict, first], None);
        await Imports.AddProblemsAsync("i", [first with { Reason = "changed" }, odd], None);
        await Imports.AddProblemsAsync("i", [], None);
        await Imports.AddProblemsAsync("j", [ImportProblem.Reject(3, "x", "y", "z")], None);
        ImportProblem[] expected = [first, odd, conflict, second];
        Assert.Equal(expected, await Imports.ProblemsAsync("i", null, 10, None));
        Assert.Single(await Imports.ProblemsAsync("j", null, 10, None));
        await Imports.FinishAsync("i", None);
        Assert.Equal(expected, await Imports.ProblemsAsync("i", null, 10, None));
        Assert.Equal(expected[..2], await Imports.ProblemsAsync("i", null, 2, None));
        Assert.Equal(expected[3..], await Imports.ProblemsAsync("i", new ImportProblemCursor(12, 0), 10, None));
    }

    [Fact]
    public async Task Imports_that_ended_long_ago_are_found_and_deleted_with_their_problems_and_no_others()
    {
        ImportFile[] files = [File("new", minutes: 10), File("old"), File("running", minutes: -1), File("older", minutes: -2)];
        foreach (ImportFile file in files) await Imports.UploadAsync(file, new MemoryStream(Bytes(1)), None);
        foreach (string id in new[] { "new", "old", "older" }) await Imports.FinishAsync(id, None);
        ImportProblem[] many = [.. Enumerable.Range(1, 2_500).Select(line => ImportProblem.Reject(line, "", "", "x"))];
        foreach (ImportFile file in files) await Imports.AddProblemsAsync(file.ImportId, many, None);
        Assert.Equal(2_500, await Imports.CountProblemsAsync("old", None));
        Assert.Equal(["older", "old"], await Imports.ExpiredAsync(Samples.Noon.AddMinutes(5), 10, None));
        Assert.Equal(["older"], await Imports.ExpiredAsync(Samples.Noon.AddMinutes(5), 1, None));
        foreach ((string id, bool isExpired) in new[] { ("old", true), ("new", false), ("running", false), ("nobody", false) })
            Assert.Equal(isExpired, await Imports.IsExpiredAsync(id, Samples.Noon.AddMinutes(5), None));

        foreach (string id in new[] { "old", "running", "nobody" }) await Imports.DeleteAsync(id, None);
        Assert.Equal(["older"], await Imports.ExpiredAsync(Samples.Noon.AddMinutes(5), 10, None));
        Assert.Equal(["new", "running", "older"], (await Imports.ListAsync(null, null, 10, None)).Select(f => f.ImportId));
        Assert.Equal(2_500, await Imports.CountProblemsAsync("new", None));
        Assert.Equal(0, await Imports.CountProblemsAsync("old", None));
        Assert.Equal(2_500, await Imports.CountProblemsAsync("running", None));
        await ReadAsync("running");
    }

    [Fact]
    public async Task An_import_that_is_being_undone_is_listed_until_it_is_done_and_does_not_expire()
    {
        foreach (string id in new[] { "a", "b" })
        {
            await Imports.UploadAsync(File(id), new MemoryStream(Bytes(1)), None);
            await Imports.FinishAsync(id, None);
        }

        await Imports.BeginUndoAsync(new ImportUndo("a", "ann"), None);
        await Imports.BeginUndoAsync(new ImportUndo("a", "bob"), None);
        await Imports.BeginUndoAsync(new ImportUndo("b", null), None);
        Assert.Equal([new ImportUndo("a", "ann"), new ImportUndo("b", null)], await Imports.UndosAsync(None));
        Assert.Empty(await Imports.ExpiredAsync(Samples.Noon.AddMinutes(5), 10, None));
        Assert.False(await Imports.IsExpiredAsync("a", Samples.Noon.AddMinutes(5), None));
        await Imports.EndUndoAsync("a", None);
        await Imports.EndUndoAsync("nobody", None);
        Assert.Equal([new ImportUndo("b", null)], await Imports.UndosAsync(None));
        Assert.Equal(["a"], await Imports.ExpiredAsync(Samples.Noon.AddMinutes(5), 10, None));
    }

    /// <summary>Makes the process that receives an upload count as ended.</summary>
    private protected virtual Task AgeUploadsAsync() => Task.CompletedTask;

    private static ImportFile File(string id, int minutes = 0, bool gzip = false) =>
        new(id, $"{id}.csv", Samples.Noon.AddMinutes(minutes).AddTicks(10), gzip);

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((i * 31) ^ (i >> 8));
        return bytes;
    }

    private async Task<byte[]> ReadAsync(string id)
    {
        await using Stream stream = await Imports.OpenAsync(id, None);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        return read.ToArray();
    }

    /// <summary>A request body that arrives in chunks of odd sizes and can break off.</summary>
    private protected sealed class TricklingStream(byte[] content, int? failAt) : Stream
    {
        private int _at;

        public Action<int> OnRead { get; init; } = _ => { };

        public Func<int, Task> Gate { get; init; } = _ => Task.CompletedTask;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            OnRead(_at);
            await Gate(_at);
            cancellationToken.ThrowIfCancellationRequested();
            if (_at >= failAt) throw new IOException("The sender went away");
            int count = Math.Min(Math.Min(buffer.Length, 30_011), content.Length - _at);
            content.AsSpan(_at, count).CopyTo(buffer.Span);
            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
