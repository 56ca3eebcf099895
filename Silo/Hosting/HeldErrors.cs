using System.Text;

namespace RetailGrains.Silo.Hosting;

/// <summary>
/// Standard error, for the log of a process whose command also prints to the console: while the command prints, log lines are held, and
/// follow when it is done. Nothing is dropped, and no line is held for much longer than <see cref="MaxDelay"/> while more lines arrive.
/// </summary>
internal sealed class HeldErrors(TextWriter inner, TimeProvider time) : TextWriter
{
    private const int MaxHeld = 256 * 1024;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly StringBuilder _held = new();
    private long _heldSince;
    private bool _holds;

    public override Encoding Encoding => inner.Encoding;

    /// <summary>Replaces standard error. Call it before the logging is configured, which remembers the writer.</summary>
    public static HeldErrors Install()
    {
        var held = new HeldErrors(Console.Error, TimeProvider.System);
        Console.SetError(held);
        return held;
    }

    /// <summary>Holds what is written until the result is disposed.</summary>
    public IDisposable Hold()
    {
        lock (_lock) _holds = true;
        return new Holder(this);
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        lock (_lock)
        {
            if (!_holds)
            {
                inner.Write(value);
                return;
            }

            if (_held.Length == 0) _heldSince = time.GetTimestamp();
            _held.Append(value);
            bool endsALine = value[^1] == '\n';
            if (endsALine && (_held.Length > MaxHeld || time.GetElapsedTime(_heldSince) > MaxDelay)) WriteHeld();
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Flush()
    {
        lock (_lock) inner.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Release();
        base.Dispose(disposing);
    }

    private void Release()
    {
        lock (_lock)
        {
            _holds = false;
            WriteHeld();
        }
    }

    private void WriteHeld()
    {
        inner.Write(_held.ToString());
        inner.Flush();
        _held.Clear();
    }

    private sealed class Holder(HeldErrors errors) : IDisposable
    {
        public void Dispose() => errors.Release();
    }
}
