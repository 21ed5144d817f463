using System.Globalization;
using McpRedis.Faults;

namespace McpRedis.Diagnostics;

/// <summary>Thresholds other than the defaults, and findings nobody wants to hear of.</summary>
internal sealed class Limits
{
    private readonly Dictionary<string, double> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _silenced = new(StringComparer.OrdinalIgnoreCase);

    public static Limits Default { get; } = new();

    /// <summary>Ids that are silenced, in order.</summary>
    public IEnumerable<string> Silenced => _silenced.Order(StringComparer.Ordinal);

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

    /// <summary>Reads <c>memoryUsePercent=90</c>, which moves a threshold, and <c>RF012=off</c>, which silences a finding.</summary>
    /// <param name="adjustments">In any order.</param>
    /// <param name="known">The checks there are.</param>
    /// <param name="argument">Where they come from, for the message.</param>
    /// <exception cref="Fault">invalid_argument: a name there is not, with the nearest right one, or a value that is no number.</exception>
    public static Limits Parse(IEnumerable<string> adjustments, IReadOnlyList<Check> known, string argument)
    {
        var limits = new Limits();
        string[] names = [.. known.SelectMany(check => check.Thresholds).Select(threshold => threshold.Name).Distinct()];
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
            limits._values[threshold] = number;
        }
        return limits;
    }
}
