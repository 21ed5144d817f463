namespace McpRedis.Diagnostics;

/// <summary>A number a check compares with; who runs the check may give another.</summary>
/// <param name="Name">Name in options, <c>memoryUsePercent</c>.</param>
/// <param name="Default">Value when nobody says otherwise.</param>
/// <param name="Unit">Of the value: percent, bytes, seconds.</param>
/// <param name="Meaning">What is compared with it.</param>
internal sealed record Threshold(string Name, double Default, string Unit, string Meaning);
