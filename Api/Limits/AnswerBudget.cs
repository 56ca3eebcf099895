using Microsoft.Extensions.Options;
using RetailGrains.Api.Answers;

namespace RetailGrains.Api.Limits;

/// <summary>
/// Limits the memory of large answers in progress: an answer to a slow caller stays in memory until the caller has read it.
/// </summary>
internal sealed class AnswerBudget(IOptions<LimitOptions> options, LimitMeter? meter = null)
{
    /// <summary>Answers up to this size are not counted.</summary>
    public const int SmallAnswer = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<CallerKey, long> _callers = []; // only callers with an answer in progress
    private long _total;

    /// <summary>Takes bytes from the budget until the result is disposed.</summary>
    /// <exception cref="RefusedException">The budget is exhausted.</exception>
    public IDisposable Take(CallerKey caller, long bytes)
    {
        LimitOptions limits = options.Value;
        lock (_lock)
        {
            long own = _callers.GetValueOrDefault(caller);
            // One answer is always allowed; otherwise a large one could never be sent.
            if (own > 0 && own + bytes > limits.AnswerBytesPerCaller)
                throw Refuse(Problem.TooMany("This caller has too many large answers in progress.", TimeSpan.FromSeconds(1)));
            if (_total > 0 && _total + bytes > limits.AnswerBytes)
                throw Refuse(Problem.Unavailable("Too many large answers are in progress; retry."));
            _callers[caller] = own + bytes;
            _total += bytes;
        }

        return new Share(this, caller, bytes);
    }

    private RefusedException Refuse(Problem problem)
    {
        meter?.Refused(Limit.Answers);
        return new RefusedException(problem);
    }

    private void Return(CallerKey caller, long bytes)
    {
        lock (_lock)
        {
            _total -= bytes;
            long own = _callers[caller] - bytes;
            if (own == 0) _callers.Remove(caller);
            else _callers[caller] = own;
        }
    }

    private sealed class Share(AnswerBudget budget, CallerKey caller, long bytes) : IDisposable
    {
        private bool _returned;

        public void Dispose()
        {
            if (_returned) return;
            _returned = true;
            budget.Return(caller, bytes);
        }
    }
}
