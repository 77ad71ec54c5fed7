using System.CommandLine;

var root = new RootCommand("Turns a picture and a prompt into a new picture with Stable Diffusion.");
return await root.Parse(args).InvokeAsync();
