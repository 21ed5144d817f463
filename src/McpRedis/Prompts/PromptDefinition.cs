namespace McpRedis.Prompts;

/// <summary>A job that people have, as the message that starts it.</summary>
/// <param name="Name">Wire name.</param>
/// <param name="Title">For the menu of a client.</param>
/// <param name="Description">What it will do.</param>
/// <param name="Arguments">What the person fills in.</param>
/// <param name="Text">The message; <c>{name}</c> stands for an argument, and a line with one that was left out is dropped.</param>
internal sealed record PromptDefinition(string Name, string Title, string Description, IReadOnlyList<PromptField> Arguments, string Text);

/// <param name="Name">Name, one of the words that arguments of tools have.</param>
/// <param name="Description">What to fill in.</param>
/// <param name="Required">Whether it must be.</param>
internal sealed record PromptField(string Name, string Description, bool Required);
