using System.Globalization;

namespace McpRedis.Migration.Compare;

/// <summary>What a look at some keys says of all of them, with 95 % confidence.</summary>
/// <param name="Keys">How many there are.</param>
/// <param name="Checked">How many were compared, chosen without regard to what they hold.</param>
/// <param name="Differing">How many of these differ.</param>
internal sealed record SamplingStatement(long Keys, long Checked, long Differing)
{
    // Of n without one that differs, 0.95 = 1 - (1 - p)^n at p = 3 / n, nearly.
    private const double RuleOfThree = 3;
    private const double OneSided95 = 1.6448536269514722;

    public bool IsComplete => Checked >= Keys;

    /// <summary>The share of keys that differ is below this: exact if all were compared, else with 95 % confidence.</summary>
    public double LargestShare => IsComplete ? Keys == 0 ? 0 : (double)Differing / Keys
        : Checked == 0 ? 1
        : Differing == 0 ? Math.Min(1, RuleOfThree / Checked)
        : Wilson();

    /// <summary>One sentence for people.</summary>
    public override string ToString() => IsComplete
        ? string.Create(CultureInfo.InvariantCulture, $"all {Keys} keys compared, {Differing} differ")
        : Checked == 0 ? string.Create(CultureInfo.InvariantCulture, $"none of {Keys} keys compared")
        : string.Create(CultureInfo.InvariantCulture, $"{Checked} of {Keys} keys compared, {Differing} differ: with 95 % confidence fewer than {Percent()} % of all keys do");

    // Upper end of the score interval (E. B. Wilson, 1927): good for few differences as for many.
    private double Wilson()
    {
        double n = Checked, p = Differing / n, z2 = OneSided95 * OneSided95;
        return Math.Min(1, (p + (z2 / (2 * n)) + (OneSided95 * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n))))) / (1 + (z2 / n)));
    }

    // Rounded up: "fewer than" must stay true.
    private string Percent()
    {
        double percent = LargestShare * 100;
        double digit = Math.Pow(10, Math.Floor(Math.Log10(percent)) - 1);
        return Math.Min(100, Math.Ceiling(percent / digit) * digit).ToString("0.##########", CultureInfo.InvariantCulture);
    }
}
