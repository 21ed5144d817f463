using System.Globalization;
using McpRedis.Faults;

namespace McpRedis.Diagnostics;

/// <summary>Thresholds other than the defaults, and findings nobody wants to hear of.</summary>
internal sealed class Limits
{
    private const double LongestSample = 30;

    // Not of a check: how long rates are taken over.
    private static readonly Threshold s_sample = new("sampleSeconds", 2, "seconds", "between the two samples");

    private readonly Dictionary<string, double> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _silenced = new(StringComparer.OrdinalIgnoreCase);

    public static Limits Default { get; } = new();

    /// <summary>Time between the two samples, 1 to 30 seconds. Default 2.</summary>
    public TimeSpan BetweenSamples => TimeSpan.FromSeconds(this[s_sample]);

    public double this[Threshold threshold] => _values.GetValueOrDefault(threshold.Name, threshold.Default);

    public bool IsSilenced(string id) => _silenced.Contains(id);

    /// <summary>Whether <see cref="Parse"/> would take it.</summary>
    public static bool IsAdjustment(string text)
    {
        try
        {
            Parse([text], AllChecks.List, "");
            return true;
        }
        catch (Fault)
        {
            return false;
        }
    }

    /// <summary>The same, with more of it: the later wins.</summary>
    public Limits With(Limits more)
    {
        var both = new Limits();
        foreach (var (name, value) in _values.Concat(more._values))
        {
            both._values[name] = value;
        }
        both._silenced.UnionWith(_silenced.Concat(more._silenced));
        return both;
    }

    /// <summary>Reads <c>memoryUsePercent=90</c>, which moves a threshold, <c>RF012=off</c>, which silences a finding, and <c>sampleSeconds=5</c>.</summary>
    /// <param name="adjustments">In any order.</param>
    /// <param name="known">The checks there are.</param>
    /// <param name="argument">Where they come from, for the message.</param>
    /// <exception cref="Fault">invalid_argument: a name there is not, with the nearest right one, or a value that is no number.</exception>
    public static Limits Parse(IEnumerable<string> adjustments, IReadOnlyList<Check> known, string argument)
    {
        var limits = new Limits();
        string[] names = [.. known.SelectMany(check => check.Thresholds).Append(s_sample).Select(threshold => threshold.Name).Distinct()];
        int index = 0;
        foreach (string adjustment in adjustments)
        {
            string place = $"{argument}[{index++}]";
            int equals = adjustment.IndexOf('=', StringComparison.Ordinal);
            string name = (equals < 0 ? adjustment : adjustment[..equals]).Trim(), value = equals < 0 ? "" : adjustment[(equals + 1)..].Trim();
            if (known.Any(check => check.Id.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                if (!value.Equals("off", StringComparison.OrdinalIgnoreCase))
                {
                    throw Fault.Argument(place, "expected a finding's id with off, such as RF024=off.");
                }
                limits._silenced.Add(name.ToUpperInvariant());
                continue;
            }
            if (names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } threshold)
            {
                throw Fault.Argument(place, $"no threshold or finding of that name.{Nearest.Hint(name, [.. names, .. known.Select(check => check.Id)])}", "The page of each finding lists its thresholds.");
            }
            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number) || number < 0)
            {
                throw Fault.Argument(place, $"expected {threshold}= and a number that is not negative.");
            }
            if (threshold == s_sample.Name && (number is < 1 or > LongestSample))
            {
                throw Fault.Argument(place, $"expected sampleSeconds= and a number from 1 to {LongestSample}.");
            }
            limits._values[threshold] = number;
        }
        return limits;
    }
}
