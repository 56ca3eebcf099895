using System.Diagnostics.CodeAnalysis;
using RetailGrains.Concurrency;
using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

/// <summary>
/// Batches transactions that callers send to one partition one by one: while a message is in flight, transactions wait and are sent in the
/// next one, because a message costs more than a transaction. A partition commits in groups, so this wait costs no time. A transaction
/// waits at most <see cref="MaxWait"/>, so a partition that does not answer delays only the transactions that were sent to it.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A batcher holds nothing that must be released.")]
internal sealed class AppendBatcher
{
    /// <summary>The maximum time that a transaction waits for the answer to the message before it.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(50);

    private readonly Func<SaleTransaction[], Task<AppendResult[]?>> _send;
    private readonly TimeProvider _time;
    private readonly Batcher<Waiting> _messages;

    /// <param name="send">Sends a message; returns null when the outcome is unknown. It must not throw.</param>
    /// <param name="time">The clock.</param>
    public AppendBatcher(Func<SaleTransaction[], Task<AppendResult[]?>> send, TimeProvider time)
    {
        (_send, _time) = (send, time);
        // The last transaction of a message may exceed this by its own size.
        _messages = new Batcher<Waiting>(
            SendAsync, waiting => waiting.Size, TransactionSize.MaxWindowBytes - TransactionSize.MaxBytes);
    }

    /// <summary>Sends a transaction, and returns its result; null when the outcome is unknown.</summary>
    /// <param name="transaction">The transaction; of no more than <see cref="TransactionSize.MaxBytes"/>.</param>
    /// <param name="timeout">The caller's timeout. A transaction that has not been sent by then is not sent later.</param>
    /// <param name="cancel">Stops waiting. It affects no other caller.</param>
    public async Task<AppendResult?> AppendAsync(SaleTransaction transaction, TimeSpan timeout, CancellationToken cancel)
    {
        var waiting = new Waiting(transaction);
        _messages.Add(waiting);
        try
        {
            return await waiting.Answered.Task.WaitAsync(timeout, _time, cancel);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            waiting.IsWithdrawn = true;
        }
    }

    /// <summary>Completes when the next message may be sent.</summary>
    private async Task SendAsync(IReadOnlyList<Waiting> waiting)
    {
        Waiting[] message = [.. waiting.Where(one => !one.IsWithdrawn)];
        if (message.Length == 0) return;
        await SendMessageAsync(message).WaitAsync(MaxWait, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// A message can continue one trace. It continues that of the first sampled caller, whose transaction comes first, because the delivery
    /// is traced by its first sampled entry. The transaction of every other sampled caller is sent in a separate message.
    /// </summary>
    private Task SendMessageAsync(Waiting[] waiting)
    {
        Waiting[] sampled = Array.FindAll(waiting, one => one.Trace is not null);
        if (sampled.Length == 0) return SendMessageAsync(waiting, trace: null);
        Waiting[] shared = [sampled[0], .. waiting.Where(one => one.Trace is null)];
        return Task.WhenAll(
            sampled.Skip(1).Select(one => SendMessageAsync([one], one.Trace)).Prepend(SendMessageAsync(shared, shared[0].Trace)));
    }

    private async Task SendMessageAsync(Waiting[] message, string? trace)
    {
        CallTrace.Continue(trace);
        AppendResult[]? results = await _send(Array.ConvertAll(message, one => one.Transaction));
        for (int i = 0; i < message.Length; i++) message[i].Answered.SetResult(results?[i]);
    }

    private sealed class Waiting(SaleTransaction transaction)
    {
        private volatile bool _isWithdrawn;

        public SaleTransaction Transaction => transaction;

        /// <summary>The caller's trace, if it is sampled.</summary>
        public string? Trace { get; } = CallTrace.Parent;

        public int Size { get; } = (int)TransactionSize.Of(transaction);

        public TaskCompletionSource<AppendResult?> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The caller waits no longer.</summary>
        public bool IsWithdrawn
        {
            get => _isWithdrawn;
            set => _isWithdrawn = value;
        }
    }
}
