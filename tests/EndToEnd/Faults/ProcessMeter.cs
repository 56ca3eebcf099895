using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.EndToEnd.Faults;

/// <summary>The cost of a process since the meter was created: lines in its log, and processor time.</summary>
internal sealed class ProcessMeter(ServiceProcess process)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _lines = process.LogLines;
    private readonly TimeSpan _processor = process.ProcessorTime();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public long Lines => process.LogLines - _lines;

    /// <summary>Share of one core.</summary>
    public double ProcessorShare => (process.ProcessorTime() - _processor) / Elapsed;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Lines} lines and {ProcessorShare:P0} of a core in {Elapsed.TotalSeconds:F1} s");
}
