namespace McpRedis.Migration.Serving;

/// <summary>What was done to a target that loaded a served file; what became of the keys is in the counters of the copy.</summary>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="KeysReplaced">Keys the target held before, which are gone.</param>
/// <param name="Functions">Libraries of functions that went along.</param>
/// <param name="FunctionsLeft">Libraries of functions that stayed behind.</param>
/// <param name="KeptOldData">The target would have kept its data had the loading failed; null when it had none.</param>
/// <param name="SettingsLeft">Settings of the target that were changed for this and could not be put back: names only.</param>
/// <param name="TurnedAway">Connections of others while we served.</param>
internal sealed record ServeResult(long FileBytes, long KeysReplaced, int Functions, int FunctionsLeft, bool? KeptOldData, IReadOnlyList<string> SettingsLeft, long TurnedAway);
