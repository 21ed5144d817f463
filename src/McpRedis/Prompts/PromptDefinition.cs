namespace McpRedis.Prompts;

/// <summary>A job that people have, as the message that starts it: a prompt, and the body of a skill.</summary>
/// <param name="Name">Wire name.</param>
/// <param name="Title">For the menu of a client.</param>
/// <param name="Description">What it will do.</param>
/// <param name="When">What people say when this is the job, by which a model finds the skill.</param>
/// <param name="Arguments">What the person fills in.</param>
/// <param name="Text">The message; <c>{name}</c> stands for an argument, and a line with one that was left out is dropped.</param>
internal sealed record PromptDefinition(string Name, string Title, string Description, string When, IReadOnlyList<PromptField> Arguments, string Text);

/// <param name="Name">Name, one of the words that arguments of tools have.</param>
/// <param name="Description">What to fill in.</param>
/// <param name="Required">Whether it must be.</param>
internal sealed record PromptField(string Name, string Description, bool Required);
