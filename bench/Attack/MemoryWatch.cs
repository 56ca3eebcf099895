using System.Globalization;
using System.Text;

namespace RetailGrains.Bench.Attack;

/// <summary>Samples the resident memory of processes once a second, and plots it.</summary>
/// <param name="processes">Process ids by name.</param>
internal sealed class MemoryWatch(IReadOnlyDictionary<string, int> processes)
{
    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 60;
    private const int Bottom = 40;
    private static readonly string[] Colors = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728"];

    private readonly Dictionary<string, List<long>> _megabytes = processes.Keys.ToDictionary(name => name, _ => new List<long>());

    /// <summary>The highest resident memory of each process, in MB.</summary>
    public IEnumerable<(string Name, long Megabytes)> Highest => _megabytes.Select(one => (one.Key, one.Value.Max()));

    public async Task RunAsync(TimeProvider time, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                foreach ((string name, int id) in processes) _megabytes[name].Add(Resident(id));
            }
        }
        catch (OperationCanceledException)
        {
            // the attack is over
        }
    }

    /// <summary>Returns the samples as an SVG chart: seconds on the x-axis, megabytes on the y-axis, one line per process.</summary>
    public string ToSvg(string title)
    {
        int samples = _megabytes.Values.Max(values => values.Count);
        double top = Math.Ceiling(_megabytes.Values.Max(values => values.Max()) / 250.0) * 250;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width + 160} {Height + Bottom + 30}\" font-family=\"sans-serif\" "
                + $"font-size=\"12\">\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{Left}\" y=\"18\" font-size=\"14\">{title}</text>\n");
        for (int i = 0; i <= 5; i++)
        {
            double y = Y(top * i / 5, top);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0}\" y2=\"{y:0}\" stroke=\"#ddd\"/>");
            svg.Append(
                CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4:0}\" text-anchor=\"end\">{top * i / 5:0} MB</text>\n");
            double x = Left + ((Width - Left) * i / 5.0);
            svg.Append(
                CultureInfo.InvariantCulture, $"<text x=\"{x:0}\" y=\"{Height + 50}\" text-anchor=\"middle\">{samples * i / 5} s</text>\n");
        }

        foreach (((string name, List<long> values), int i) in _megabytes.Select((one, i) => (one, i)))
        {
            string color = Colors[i % Colors.Length];
            IEnumerable<string> points = values.Select((value, at) =>
                string.Create(CultureInfo.InvariantCulture, $"{Left + ((Width - Left) * (double)at / samples):0.#},{Y(value, top):0.#}"));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"1.5\" points=\"{string.Join(' ', points)}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width + 12}\" y=\"{60 + (20 * i)}\" fill=\"{color}\">{name}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static double Y(double megabytes, double top) => 30 + (Height * (1 - (megabytes / top)));

    private static long Resident(int process)
    {
        string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return line is null
            ? 0
            : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
