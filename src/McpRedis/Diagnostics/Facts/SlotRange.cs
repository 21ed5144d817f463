using System.Globalization;

namespace McpRedis.Diagnostics.Facts;

/// <summary>Slots one after the other, as CLUSTER NODES writes them: <c>0-5460</c>, <c>7000</c>.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Last">Number of the last; no less than the first.</param>
internal sealed record SlotRange(int First, int Last)
{
    public int Count => Last - First + 1;

    /// <summary>Null for what is none.</summary>
    public static SlotRange? Read(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return Number(dash < 0 ? text : text.AsSpan(0, dash)) is { } first && Number(text.AsSpan(dash + 1)) is { } last && first <= last ? new(first, last) : null;
    }

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";

    private static int? Number(ReadOnlySpan<char> digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
