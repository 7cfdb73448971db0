<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
<name>AcceptDialog</name>
<message>
<source>Accept</source>
<translation type="unfinished" />
</message>
<message>
<source>Accept suggestions</source>
<translation type="unfinished" />
</message>
<message>
<source>All labels</source>
<translation type="unfinished" />
</message>
<message>
<source>How many are right cannot be told yet: there are too few such suggestions on images that the model did not learn from.</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels to accept</source>
<translation type="unfinished" />
</message>
<message>
<source>Least probability</source>
<translation type="unfinished" />
</message>
<message>
<source>Of images like those annotated so far, about {0} % would be right ({1} to {2} %), judged by {3} suggestions on images that the model did not learn from. On others it may be fewer.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of those accepted before: {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of your photographs, about {0} % are right ({1} to {2} %), judged by {3} suggestions on images that were drawn by chance and not learnt from.</source>
<translation type="unfinished" />
</message>
<message>
<source>Probability at least</source>
<translation type="unfinished" />
</message>
<message>
<source>Set absent what is at most {0} probable</source>
<translation type="unfinished" />
</message>
<message>
<source>Task {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>There are no predictions yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations on {1} of the {2} images in view.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} are set absent; by the model's own probabilities about {1} of them are present.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of these images look unlike any you annotated.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>AcceptanceCheck</name>
<message>
<source>Check {0} of them</source>
<translation type="unfinished" />
</message>
<message>
<source>Labelled without a look at each image. A check of {0}, drawn by chance, tells how many are right.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of what was accepted: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>checked none</source>
<translation type="unfinished" />
</message>
<message>
<source>checked {0}, right {1} ({2} to {3} %)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Actions</name>
<message>
<source>About LabelMT</source>
<translation type="unfinished" />
</message>
<message>
<source>Accept suggestions</source>
<translation type="unfinished" />
</message>
<message>
<source>Accept suggestions above…</source>
<translation type="unfinished" />
</message>
<message>
<source>Actual pixels</source>
<translation type="unfinished" />
</message>
<message>
<source>Add a task</source>
<translation type="unfinished" />
</message>
<message>
<source>Close project</source>
<translation type="unfinished" />
</message>
<message>
<source>Comment</source>
<translation type="unfinished" />
</message>
<message>
<source>Compare sharing between tasks</source>
<translation type="unfinished" />
</message>
<message>
<source>Compare two images</source>
<translation type="unfinished" />
</message>
<message>
<source>Confirm labels of changed images</source>
<translation type="unfinished" />
</message>
<message>
<source>Copy labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Copy why images cannot be shown</source>
<translation type="unfinished" />
</message>
<message>
<source>Correct this label</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete label or task…</source>
<translation type="unfinished" />
</message>
<message>
<source>Documentation</source>
<translation type="unfinished" />
</message>
<message>
<source>Duplicates</source>
<translation type="unfinished" />
</message>
<message>
<source>Duplicates with different labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Duplicates: transfer labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Edit</source>
<translation type="unfinished" />
</message>
<message>
<source>Export labels…</source>
<translation type="unfinished" />
</message>
<message>
<source>Export model…</source>
<translation type="unfinished" />
</message>
<message>
<source>File</source>
<translation type="unfinished" />
</message>
<message>
<source>Find</source>
<translation type="unfinished" />
</message>
<message>
<source>Find or add a label</source>
<translation type="unfinished" />
</message>
<message>
<source>Fit the image</source>
<translation type="unfinished" />
</message>
<message>
<source>Flag as unsure</source>
<translation type="unfinished" />
</message>
<message>
<source>Follow links out of the folders</source>
<translation type="unfinished" />
</message>
<message>
<source>Full screen</source>
<translation type="unfinished" />
</message>
<message>
<source>Go to the menus</source>
<translation type="unfinished" />
</message>
<message>
<source>Go to the next image after a label key</source>
<translation type="unfinished" />
</message>
<message>
<source>Groups: next group</source>
<translation type="unfinished" />
</message>
<message>
<source>Help</source>
<translation type="unfinished" />
</message>
<message>
<source>History…</source>
<translation type="unfinished" />
</message>
<message>
<source>Images that cannot be shown…</source>
<translation type="unfinished" />
</message>
<message>
<source>Images unlike any annotated</source>
<translation type="unfinished" />
</message>
<message>
<source>Import labels from a file…</source>
<translation type="unfinished" />
</message>
<message>
<source>Import labels from a folder…</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep this label</source>
<translation type="unfinished" />
</message>
<message>
<source>Keyboard shortcuts</source>
<translation type="unfinished" />
</message>
<message>
<source>Label</source>
<translation type="unfinished" />
</message>
<message>
<source>Label groups of similar images</source>
<translation type="unfinished" />
</message>
<message>
<source>Label keys set the rest of the task absent (single image)</source>
<translation type="unfinished" />
</message>
<message>
<source>Label panel</source>
<translation type="unfinished" />
</message>
<message>
<source>Language</source>
<translation>语言 (Language)</translation>
</message>
<message>
<source>Larger thumbnails</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn from the tags I already have…</source>
<translation type="unfinished" />
</message>
<message>
<source>Locate a moved folder…</source>
<translation type="unfinished" />
</message>
<message>
<source>Model</source>
<translation type="unfinished" />
</message>
<message>
<source>Move files to the trash…</source>
<translation type="unfinished" />
</message>
<message>
<source>Next set of label keys</source>
<translation type="unfinished" />
</message>
<message>
<source>No rating</source>
<translation type="unfinished" />
</message>
<message>
<source>One step back</source>
<translation type="unfinished" />
</message>
<message>
<source>Open a folder of images…</source>
<translation type="unfinished" />
</message>
<message>
<source>Open a project…</source>
<translation type="unfinished" />
</message>
<message>
<source>Open image</source>
<translation type="unfinished" />
</message>
<message>
<source>Paste labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Paste only present labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Preferences…</source>
<translation type="unfinished" />
</message>
<message>
<source>Quit</source>
<translation>退出</translation>
</message>
<message>
<source>Rating</source>
<translation type="unfinished" />
</message>
<message>
<source>Rating: 1 of 5</source>
<translation type="unfinished" />
</message>
<message>
<source>Rating: 2 of 5</source>
<translation type="unfinished" />
</message>
<message>
<source>Rating: 3 of 5</source>
<translation type="unfinished" />
</message>
<message>
<source>Rating: 4 of 5</source>
<translation type="unfinished" />
</message>
<message>
<source>Rating: 5 of 5</source>
<translation type="unfinished" />
</message>
<message>
<source>Recent projects</source>
<translation type="unfinished" />
</message>
<message>
<source>Redo</source>
<translation type="unfinished" />
</message>
<message>
<source>Rename label or task</source>
<translation type="unfinished" />
</message>
<message>
<source>Repeat the last label</source>
<translation type="unfinished" />
</message>
<message>
<source>Rescan folders</source>
<translation type="unfinished" />
</message>
<message>
<source>Reset window and level</source>
<translation type="unfinished" />
</message>
<message>
<source>Restore a backup…</source>
<translation type="unfinished" />
</message>
<message>
<source>Resume an interrupted training</source>
<translation type="unfinished" />
</message>
<message>
<source>Review images unlike any annotated first</source>
<translation type="unfinished" />
</message>
<message>
<source>Review the next image</source>
<translation type="unfinished" />
</message>
<message>
<source>Review: accept and go on</source>
<translation type="unfinished" />
</message>
<message>
<source>Runs…</source>
<translation type="unfinished" />
</message>
<message>
<source>Save this search…</source>
<translation type="unfinished" />
</message>
<message>
<source>Search syntax</source>
<translation type="unfinished" />
</message>
<message>
<source>Select all images</source>
<translation type="unfinished" />
</message>
<message>
<source>Set the rest of all tasks absent</source>
<translation type="unfinished" />
</message>
<message>
<source>Set the rest of this task absent</source>
<translation type="unfinished" />
</message>
<message>
<source>Show in the file manager</source>
<translation type="unfinished" />
</message>
<message>
<source>Show labelled images whose file changed</source>
<translation type="unfinished" />
</message>
<message>
<source>Sidebar</source>
<translation type="unfinished" />
</message>
<message>
<source>Similar images</source>
<translation type="unfinished" />
</message>
<message>
<source>Smaller thumbnails</source>
<translation type="unfinished" />
</message>
<message>
<source>Sort by</source>
<translation type="unfinished" />
</message>
<message>
<source>Suspected mistakes</source>
<translation type="unfinished" />
</message>
<message>
<source>Sweep for one label</source>
<translation type="unfinished" />
</message>
<message>
<source>Sweep: accept the rest, next label</source>
<translation type="unfinished" />
</message>
<message>
<source>Tasks and labels…</source>
<translation type="unfinished" />
</message>
<message>
<source>Theme</source>
<translation type="unfinished" />
</message>
<message>
<source>Train without asking for a time limit</source>
<translation type="unfinished" />
</message>
<message>
<source>Try the example</source>
<translation type="unfinished" />
</message>
<message>
<source>Try unreadable images again</source>
<translation type="unfinished" />
</message>
<message>
<source>Undo</source>
<translation>撤销</translation>
</message>
<message>
<source>Update view</source>
<translation type="unfinished" />
</message>
<message>
<source>View</source>
<translation type="unfinished" />
</message>
<message>
<source>Watch the folders for new images</source>
<translation type="unfinished" />
</message>
<message>
<source>What the colours mean</source>
<translation type="unfinished" />
</message>
<message>
<source>What this label means</source>
<translation type="unfinished" />
</message>
<message>
<source>Why? Show where the model sees the label</source>
<translation type="unfinished" />
</message>
<message>
<source>Window and level from what is in view</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>BackupsController</name>
<message>
<source>All annotations are saved in the project itself.</source>
<translation type="unfinished" />
</message>
<message>
<source>All annotations are there.</source>
<translation type="unfinished" />
</message>
<message>
<source>No backup of this project can be written.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing more can be saved where the project was.</source>
<translation type="unfinished" />
</message>
<message>
<source>Restore a project</source>
<translation type="unfinished" />
</message>
<message>
<source>Save elsewhere…</source>
<translation type="unfinished" />
</message>
<message>
<source>Save the project in</source>
<translation type="unfinished" />
</message>
<message>
<source>The predictions that were kept are damaged and cannot be shown.</source>
<translation type="unfinished" />
</message>
<message>
<source>The project is open for reading only.</source>
<translation type="unfinished" />
</message>
<message>
<source>This project is also open in another window.</source>
<translation type="unfinished" />
</message>
<message>
<source>Train again, or let another run predict.</source>
<translation type="unfinished" />
</message>
<message>
<source>What is done there is shown here; undo takes back your own.</source>
<translation type="unfinished" />
</message>
<message>
<source>What was saved before can be written to another folder.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Browser</name>
<message>
<source>Accept what is outlined; review and groups go on</source>
<translation type="unfinished" />
</message>
<message>
<source>Add or remove the current image</source>
<translation type="unfinished" />
</message>
<message>
<source>Arrows, Page Up, Page Down, Home, End</source>
<translation type="unfinished" />
</message>
<message>
<source>Backspace</source>
<translation type="unfinished" />
</message>
<message>
<source>Ctrl+Space</source>
<translation type="unfinished" />
</message>
<message>
<source>Drag with the right button</source>
<translation type="unfinished" />
</message>
<message>
<source>Enter</source>
<translation type="unfinished" />
</message>
<message>
<source>Groups: next group</source>
<translation type="unfinished" />
</message>
<message>
<source>Groups: remove or add the image</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Move</source>
<translation type="unfinished" />
</message>
<message>
<source>One image of more than 8 bits: window and level</source>
<translation type="unfinished" />
</message>
<message>
<source>One image: next, previous</source>
<translation type="unfinished" />
</message>
<message>
<source>One image: zoom in, zoom out</source>
<translation type="unfinished" />
</message>
<message>
<source>Open the image, go back</source>
<translation type="unfinished" />
</message>
<message>
<source>Right, Left</source>
<translation type="unfinished" />
</message>
<message>
<source>Select more</source>
<translation type="unfinished" />
</message>
<message>
<source>Shift+Arrows</source>
<translation type="unfinished" />
</message>
<message>
<source>Shift+Space, Backspace</source>
<translation type="unfinished" />
</message>
<message>
<source>Space</source>
<translation type="unfinished" />
</message>
<message>
<source>Sweep: absent, unknown</source>
<translation type="unfinished" />
</message>
<message>
<source>Tab</source>
<translation type="unfinished" />
</message>
<message>
<source>Two images: switch between them</source>
<translation type="unfinished" />
</message>
<message>
<source>Use as example of</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ChangeKeyDialog</name>
<message>
<source>Key of “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>New key</source>
<translation type="unfinished" />
</message>
<message>
<source>No key</source>
<translation type="unfinished" />
</message>
<message>
<source>Press the new key.</source>
<translation type="unfinished" />
</message>
<message>
<source>Use this key</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} is a key of labels or images. Press it with Ctrl, or another key.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} is free.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} is the key of “{1}”, which cannot be changed. Press another key.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} is the key of “{1}”, which would have none.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ChangedImages</name>
<message>
<source>Look at them, correct their labels, then choose File › Confirm labels of images that changed.</source>
<translation type="unfinished" />
</message>
<message>
<source>None of the selected images holds another picture than was labelled.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of {0} it was not known what they held: they may be the same pictures.</source>
<translation type="unfinished" />
</message>
<message>
<source>Their labels were kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} labelled images hold another picture now.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} labelled images may hold another picture now.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>CheckBanner</name>
<message>
<source>Check</source>
<translation type="unfinished" />
</message>
<message>
<source>Drawn by chance from what was accepted. What the model and you said before is hidden, so that your answer tells how much of it is right.</source>
<translation type="unfinished" />
</message>
<message>
<source>Is “{0}” on this image?</source>
<translation type="unfinished" />
</message>
<message>
<source>No</source>
<translation type="unfinished" />
</message>
<message>
<source>Progress of the check</source>
<translation type="unfinished" />
</message>
<message>
<source>Question</source>
<translation type="unfinished" />
</message>
<message>
<source>Shift+{0}</source>
<translation type="unfinished" />
</message>
<message>
<source>Yes</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ChosenImages</name>
<message>
<source>Saved view “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>The images in view ({0})</source>
<translation type="unfinished" />
</message>
<message>
<source>The images selected ({0})</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ComparisonPage</name>
<message>
<source>AP before</source>
<translation type="unfinished" />
</message>
<message>
<source>AP now</source>
<translation type="unfinished" />
</message>
<message>
<source>Both were judged by {0} of the same images.</source>
<translation type="unfinished" />
</message>
<message>
<source>Change</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose a run</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose a run to compare this one with.</source>
<translation type="unfinished" />
</message>
<message>
<source>Compare with</source>
<translation type="unfinished" />
</message>
<message>
<source>Label</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels in both runs</source>
<translation type="unfinished" />
</message>
<message>
<source>One of them did not keep what it was judged by.</source>
<translation type="unfinished" />
</message>
<message>
<source>Present</source>
<translation type="unfinished" />
</message>
<message>
<source>Show {0} images that got better</source>
<translation type="unfinished" />
</message>
<message>
<source>Show {0} images that got worse</source>
<translation type="unfinished" />
</message>
<message>
<source>Task</source>
<translation type="unfinished" />
</message>
<message>
<source>There is no other run</source>
<translation type="unfinished" />
</message>
<message>
<source>Too few images of any label to tell which run is better.</source>
<translation type="unfinished" />
</message>
<message>
<source>too few</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} labels are better, {1} are worse, of {2} that both can tell.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>CompletionList</name>
<message>
<source>Completions</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ConfusionModel</name>
<message>
<source>{0} images of {1} are recognised</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images of {1} are taken for {2}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} is missed on {1} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} is seen where it is not on {1} images that show {2}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ConfusionPage</name>
<message>
<source>Lines: a label that is present. Columns: a label that the run sees there though it is absent; on the diagonal, one that it missed. A click shows the images.</source>
<translation type="unfinished" />
</message>
<message>
<source>Lines: what was annotated. Columns: what the run says. A click shows the images.</source>
<translation type="unfinished" />
</message>
<message>
<source>This run did not keep what it was judged by.</source>
<translation type="unfinished" />
</message>
<message>
<source>Which labels are taken for which</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Consent</name>
<message>
<source>Accept what is suggested of these images?</source>
<translation type="unfinished" />
</message>
<message>
<source>Label these images “{0}”, and set the rest absent?</source>
<translation type="unfinished" />
</message>
<message>
<source>Label these images “{0}”?</source>
<translation type="unfinished" />
</message>
<message>
<source>Set what is unknown of these images absent?</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>CooccurrenceModel</name>
<message>
<source>{0} is annotated on {1} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of the {1} images with {2} show {3} as well ({4} %)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>CooccurrencePage</name>
<message>
<source>Images annotated with both labels; on the diagonal, with the one. The ground is as strong as their share of the line's images. A click shows them.</source>
<translation type="unfinished" />
</message>
<message>
<source>Which labels are annotated together</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>CrashRecovery</name>
<message>
<source>After an interruption</source>
<translation type="unfinished" />
</message>
<message>
<source>Everything you had labelled is saved.</source>
<translation type="unfinished" />
</message>
<message>
<source>LabelMT was cut off while it was opening “{0}”.</source>
<translation type="unfinished" />
</message>
<message>
<source>LabelMT was cut off while “{0}” was open.</source>
<translation type="unfinished" />
</message>
<message>
<source>Open it again</source>
<translation type="unfinished" />
</message>
<message>
<source>Start without it</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>CurvesPage</name>
<message>
<source>Loss</source>
<translation type="unfinished" />
</message>
<message>
<source>Score on validation images</source>
<translation type="unfinished" />
</message>
<message>
<source>This run kept no curves.</source>
<translation type="unfinished" />
</message>
<message>
<source>fit of the heads, then passes</source>
<translation type="unfinished" />
</message>
<message>
<source>loss</source>
<translation type="unfinished" />
</message>
<message>
<source>score</source>
<translation type="unfinished" />
</message>
<message>
<source>training</source>
<translation type="unfinished" />
</message>
<message>
<source>validation</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>DescriptionField</name>
<message>
<source>What counts as this label, and what does not: shown where one labels</source>
<translation type="unfinished" />
</message>
<message>
<source>What the label means</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Documentation</name>
<message>
<source>A minute's tour</source>
<translation type="unfinished" />
</message>
<message>
<source>Formats of labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Glossary</source>
<translation type="unfinished" />
</message>
<message>
<source>Image files</source>
<translation type="unfinished" />
</message>
<message>
<source>Models elsewhere</source>
<translation type="unfinished" />
</message>
<message>
<source>Scripts</source>
<translation type="unfinished" />
</message>
<message>
<source>Searching</source>
<translation type="unfinished" />
</message>
<message>
<source>Similar images and duplicates</source>
<translation type="unfinished" />
</message>
<message>
<source>The method</source>
<translation type="unfinished" />
</message>
<message>
<source>Training settings</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>DocumentationDialog</name>
<message>
<source>Documentation</source>
<translation type="unfinished" />
</message>
<message>
<source>Page</source>
<translation type="unfinished" />
</message>
<message>
<source>Pages</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Drops</name>
<message>
<source>A file stands for all images of its folder. Files stay where they are.</source>
<translation type="unfinished" />
</message>
<message>
<source>Add</source>
<translation type="unfinished" />
</message>
<message>
<source>Add to this project, import its labels, or open as a project of its own?</source>
<translation type="unfinished" />
</message>
<message>
<source>Dropped</source>
<translation type="unfinished" />
</message>
<message>
<source>Import labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Open</source>
<translation type="unfinished" />
</message>
<message>
<source>and {0} more</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>DuplicateSearch</name>
<message>
<source>% compared</source>
<translation type="unfinished" />
</message>
<message>
<source>% of files read</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking for duplicates</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>DuplicatesBanner</name>
<message>
<source>1 group</source>
<translation type="unfinished" />
</message>
<message>
<source>All groups</source>
<translation type="unfinished" />
</message>
<message>
<source>Compare all images again</source>
<translation type="unfinished" />
</message>
<message>
<source>Different labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Duplicates</source>
<translation type="unfinished" />
</message>
<message>
<source>Give the group's other images the labels of the current one</source>
<translation type="unfinished" />
</message>
<message>
<source>Groups found</source>
<translation type="unfinished" />
</message>
<message>
<source>Groups that are listed</source>
<translation type="unfinished" />
</message>
<message>
<source>Least similarity of near-duplicates</source>
<translation type="unfinished" />
</message>
<message>
<source>Least similarity of two images; 1 is identical</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking for duplicates…</source>
<translation type="unfinished" />
</message>
<message>
<source>Nearly the same</source>
<translation type="unfinished" />
</message>
<message>
<source>Search again</source>
<translation type="unfinished" />
</message>
<message>
<source>Select all but the current image, for instance to trash their files</source>
<translation type="unfinished" />
</message>
<message>
<source>Select the others</source>
<translation type="unfinished" />
</message>
<message>
<source>The same content</source>
<translation type="unfinished" />
</message>
<message>
<source>Too many images are similar: those below {0} are left out.</source>
<translation type="unfinished" />
</message>
<message>
<source>Transfer labels ({transfer})</source>
<translation type="unfinished" />
</message>
<message>
<source>Without features only the same content is found. Features are made by live learning or Train.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} alike or more</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} groups</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} with different labels</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>DuplicatesMode</name>
<message>
<source>Exact copies</source>
<translation type="unfinished" />
</message>
<message>
<source>The current image has no labels: choose one that has.</source>
<translation type="unfinished" />
</message>
<message>
<source>The look was ended before it was through.</source>
<translation type="unfinished" />
</message>
<message>
<source>There are no such groups.</source>
<translation type="unfinished" />
</message>
<message>
<source>labels differ</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} alike</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>EstimateDialog</name>
<message>
<source>Before this is written</source>
<translation type="unfinished" />
</message>
<message>
<source>By the model's own probabilities, about {0} of those set absent are present.</source>
<translation type="unfinished" />
</message>
<message>
<source>It can be undone.</source>
<translation type="unfinished" />
</message>
<message>
<source>Write</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of these images are out of view.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of these were decided otherwise.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} on {1}.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ExampleList</name>
<message>
<source>Choose more in an image's menu: “Use as example of”. Delete takes one away.</source>
<translation type="unfinished" />
</message>
<message>
<source>Example images</source>
<translation type="unfinished" />
</message>
<message>
<source>No longer an example</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ExplanationBar</name>
<message>
<source>Done ({explanation})</source>
<translation type="unfinished" />
</message>
<message>
<source>Label that is explained</source>
<translation type="unfinished" />
</message>
<message>
<source>Opacity</source>
<translation type="unfinished" />
</message>
<message>
<source>Opacity of the colours</source>
<translation type="unfinished" />
</message>
<message>
<source>The colours show where in the image the model finds what it goes by. The strongest place is coloured most, however sure the model is.</source>
<translation type="unfinished" />
</message>
<message>
<source>The most probable label</source>
<translation type="unfinished" />
</message>
<message>
<source>What the model says</source>
<translation type="unfinished" />
</message>
<message>
<source>Why</source>
<translation type="unfinished" />
</message>
<message>
<source>against it</source>
<translation type="unfinished" />
</message>
<message>
<source>speaks for it</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: {1} % by the image alone</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ExplanationController</name>
<message>
<source>Nothing has been learnt of this image yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>Starting the model, which takes some seconds…</source>
<translation type="unfinished" />
</message>
<message>
<source>The model was cut off; another image tries again.</source>
<translation type="unfinished" />
</message>
<message>
<source>Working it out…</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ExportDialog</name>
<message>
<source>Accepted suggestions that nobody has looked at</source>
<translation type="unfinished" />
</message>
<message>
<source>All images</source>
<translation type="unfinished" />
</message>
<message>
<source>All tasks</source>
<translation type="unfinished" />
</message>
<message>
<source>As is usual for the format</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose…</source>
<translation type="unfinished" />
</message>
<message>
<source>Copy</source>
<translation type="unfinished" />
</message>
<message>
<source>Export</source>
<translation type="unfinished" />
</message>
<message>
<source>Export labels</source>
<translation type="unfinished" />
</message>
<message>
<source>File to write</source>
<translation type="unfinished" />
</message>
<message>
<source>Folder to write to</source>
<translation type="unfinished" />
</message>
<message>
<source>Format</source>
<translation type="unfinished" />
</message>
<message>
<source>Image files</source>
<translation type="unfinished" />
</message>
<message>
<source>Images</source>
<translation type="unfinished" />
</message>
<message>
<source>Include</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels that are absent</source>
<translation type="unfinished" />
</message>
<message>
<source>Least probability of a suggestion</source>
<translation type="unfinished" />
</message>
<message>
<source>Leave out</source>
<translation type="unfinished" />
</message>
<message>
<source>Link</source>
<translation type="unfinished" />
</message>
<message>
<source>Suggestions, from a probability of</source>
<translation type="unfinished" />
</message>
<message>
<source>Tasks</source>
<translation type="unfinished" />
</message>
<message>
<source>The {0} images in view</source>
<translation type="unfinished" />
</message>
<message>
<source>Training, validation and test part of each image</source>
<translation type="unfinished" />
</message>
<message>
<source>What would be written</source>
<translation type="unfinished" />
</message>
<message>
<source>Write to</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Files</name>
<message>
<source>All other files are where they were.</source>
<translation type="unfinished" />
</message>
<message>
<source>Move one file to the trash</source>
<translation type="unfinished" />
</message>
<message>
<source>Move one image file to the trash?</source>
<translation type="unfinished" />
</message>
<message>
<source>Move to the trash</source>
<translation type="unfinished" />
</message>
<message>
<source>Move {0} files to the trash</source>
<translation type="unfinished" />
</message>
<message>
<source>Move {0} image files to the trash?</source>
<translation type="unfinished" />
</message>
<message>
<source>Moving files to the trash</source>
<translation type="unfinished" />
</message>
<message>
<source>Select the images whose files are to go to the trash.</source>
<translation type="unfinished" />
</message>
<message>
<source>The file manager could not be opened.</source>
<translation type="unfinished" />
</message>
<message>
<source>Their labels stay in the project. Undo does not bring files back: take them out of the trash, then choose File › Rescan folders.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1} files are in the trash.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>FilterBar</name>
<message>
<source>Column {0}: {1} {2}</source>
<translation type="unfinished" />
</message>
<message>
<source>Give this search a name, to come back to it</source>
<translation type="unfinished" />
</message>
<message>
<source>Save this search</source>
<translation type="unfinished" />
</message>
<message>
<source>Save…</source>
<translation type="unfinished" />
</message>
<message>
<source>Show what matches now; sorts again</source>
<translation type="unfinished" />
</message>
<message>
<source>Update view ({0})</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>FilterMenu</name>
<message>
<source>With</source>
<translation type="unfinished" />
</message>
<message>
<source>Without</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>GridDelegate</name>
<message>
<source>Missing</source>
<translation type="unfinished" />
</message>
<message>
<source>Unreadable</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>GridModel</name>
<message>
<source>The image cannot be read.</source>
<translation type="unfinished" />
</message>
<message>
<source>by name alone: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>looks like it by name alone, which nothing has judged</source>
<translation type="unfinished" />
</message>
<message>
<source>rating: {0} of 5</source>
<translation type="unfinished" />
</message>
<message>
<source>suggested: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>uncertain: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>unsure</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: suggested, {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: the model cannot tell, {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: the model says {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>GridView</name>
<message>
<source>Images</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>GroupList</name>
<message>
<source>Groups</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>GroupsBanner</name>
<message>
<source>A label's key labels all that are selected · click, or Backspace: take an image out or in · Space: accept what is outlined, next group · {review}: next group · Esc: done</source>
<translation type="unfinished" />
</message>
<message>
<source>A label's key sets what is unknown of the label's task absent as well</source>
<translation type="unfinished" />
</message>
<message>
<source>All others absent</source>
<translation type="unfinished" />
</message>
<message>
<source>Grouping…</source>
<translation type="unfinished" />
</message>
<message>
<source>Groups</source>
<translation type="unfinished" />
</message>
<message>
<source>Images in a group, at most</source>
<translation type="unfinished" />
</message>
<message>
<source>Images in a group, at most: smaller groups are purer</source>
<translation type="unfinished" />
</message>
<message>
<source>Images labelled</source>
<translation type="unfinished" />
</message>
<message>
<source>Next group ({review})</source>
<translation type="unfinished" />
</message>
<message>
<source>No label at all</source>
<translation type="unfinished" />
</message>
<message>
<source>No label of {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>Progress</source>
<translation type="unfinished" />
</message>
<message>
<source>Task whose unlabelled images are grouped</source>
<translation type="unfinished" />
</message>
<message>
<source>at most {0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1} images labelled</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1} selected</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>GroupsMode</name>
<message>
<source>1 image</source>
<translation type="unfinished" />
</message>
<message>
<source>Make a label first, then label groups of similar images.</source>
<translation type="unfinished" />
</message>
<message>
<source>No group is left: every image is labelled in at least one task.</source>
<translation type="unfinished" />
</message>
<message>
<source>No group is left: every image is labelled in “{0}”.</source>
<translation type="unfinished" />
</message>
<message>
<source>No group is left: every image is labelled.</source>
<translation type="unfinished" />
</message>
<message>
<source>No group is left: the model has not looked at the other images without labels yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}?</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>GuidelineCard</name>
<message>
<source>Best confirmed images</source>
<translation type="unfinished" />
</message>
<message>
<source>Examples</source>
<translation type="unfinished" />
</message>
<message>
<source>also called {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>was {0}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>HistoryDialog</name>
<message>
<source>Actions, the newest first</source>
<translation type="unfinished" />
</message>
<message>
<source>Go back to here</source>
<translation type="unfinished" />
</message>
<message>
<source>History</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing has been done yet. Whatever you label, import or change in the schema appears here, and can be taken back, also days later.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing is lost by going back: what was undone stays here, pale, until you label something else. Taking back one action leaves alone what came after it.</source>
<translation type="unfinished" />
</message>
<message>
<source>Redo up to here</source>
<translation type="unfinished" />
</message>
<message>
<source>Show its images</source>
<translation type="unfinished" />
</message>
<message>
<source>Take back all suggestions of run {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>Undo only this</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>HistoryModel</name>
<message>
<source>Action</source>
<translation type="unfinished" />
</message>
<message>
<source>Annotations</source>
<translation type="unfinished" />
</message>
<message>
<source>Beginning: nothing done yet</source>
<translation type="unfinished" />
</message>
<message>
<source>Source</source>
<translation type="unfinished" />
</message>
<message>
<source>When</source>
<translation type="unfinished" />
</message>
<message>
<source>Who</source>
<translation type="unfinished" />
</message>
<message>
<source>by hand</source>
<translation type="unfinished" />
</message>
<message>
<source>confirmed</source>
<translation type="unfinished" />
</message>
<message>
<source>import</source>
<translation type="unfinished" />
</message>
<message>
<source>several</source>
<translation type="unfinished" />
</message>
<message>
<source>suggestions</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}, newest that stands</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}, run {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}, undone</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ImageLabelsMenu</name>
<message>
<source>{0} (absent)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ImageMarking</name>
<message>
<source>Flag these images as unsure?</source>
<translation type="unfinished" />
</message>
<message>
<source>Rate these images {0}?</source>
<translation type="unfinished" />
</message>
<message>
<source>Replace the comments on these images?</source>
<translation type="unfinished" />
</message>
<message>
<source>Unflag these?</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ImageViewer</name>
<message>
<source>Missing</source>
<translation type="unfinished" />
</message>
<message>
<source>Unreadable</source>
<translation type="unfinished" />
</message>
<message>
<source>page 1 of {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>window {0}, level {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ImportColumns</name>
<message>
<source>An image has</source>
<translation type="unfinished" />
</message>
<message>
<source>Columns and labels of the file</source>
<translation type="unfinished" />
</message>
<message>
<source>Contents</source>
<translation type="unfinished" />
</message>
<message>
<source>Double-click to give it the name it has here</source>
<translation type="unfinished" />
</message>
<message>
<source>How many labels of “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>In the file</source>
<translation type="unfinished" />
</message>
<message>
<source>In the project</source>
<translation type="unfinished" />
</message>
<message>
<source>Task of “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>and {0} more</source>
<translation type="unfinished" />
</message>
<message>
<source>any number of labels</source>
<translation type="unfinished" />
</message>
<message>
<source>exactly one label</source>
<translation type="unfinished" />
</message>
<message>
<source>in the project</source>
<translation type="unfinished" />
</message>
<message>
<source>left out</source>
<translation type="unfinished" />
</message>
<message>
<source>new label</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}; kind guessed</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ImportDialog</name>
<message>
<source>Detected from the file</source>
<translation type="unfinished" />
</message>
<message>
<source>Import</source>
<translation type="unfinished" />
</message>
<message>
<source>Import labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels come in as</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels not listed are</source>
<translation type="unfinished" />
</message>
<message>
<source>No labels were found in this folder: no folders with images in them, no text or XMP files beside images, no keywords inside them. Choose a format if you know better.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing can be imported as it is:</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing would change: all of it is in the project already.</source>
<translation type="unfinished" />
</message>
<message>
<source>Sequences or locations of {0} images would be kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>Skip entries that match no image of this project</source>
<translation type="unfinished" />
</message>
<message>
<source>Tick “Skip entries that match no image of this project” to import the rest.</source>
<translation type="unfinished" />
</message>
<message>
<source>What would come of it</source>
<translation type="unfinished" />
</message>
<message>
<source>Where annotations contradict</source>
<translation type="unfinished" />
</message>
<message>
<source>Working out what this would change…</source>
<translation type="unfinished" />
</message>
<message>
<source>absent</source>
<translation type="unfinished" />
</message>
<message>
<source>and {0} more problems</source>
<translation type="unfinished" />
</message>
<message>
<source>annotations</source>
<translation type="unfinished" />
</message>
<message>
<source>below folders that are the project's own</source>
<translation type="unfinished" />
</message>
<message>
<source>by names in another letter case</source>
<translation type="unfinished" />
</message>
<message>
<source>by names that a program has changed</source>
<translation type="unfinished" />
</message>
<message>
<source>by names without their ending</source>
<translation type="unfinished" />
</message>
<message>
<source>by the end of their path</source>
<translation type="unfinished" />
</message>
<message>
<source>by their full paths on this computer</source>
<translation type="unfinished" />
</message>
<message>
<source>keep the project's</source>
<translation type="unfinished" />
</message>
<message>
<source>suggestions</source>
<translation type="unfinished" />
</message>
<message>
<source>take the file's</source>
<translation type="unfinished" />
</message>
<message>
<source>unknown</source>
<translation type="unfinished" />
</message>
<message>
<source>usual for this format</source>
<translation type="unfinished" />
</message>
<message>
<source>what the file says</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} (detected)</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations would change, {1} contradict yours.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations would change; none contradicts yours.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of them were found {1}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} suggestions would come in.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} – {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>IntakeController</name>
<message>
<source>All other images are there.</source>
<translation type="unfinished" />
</message>
<message>
<source>Allow reading them, then choose File › Rescan folders.</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking for images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} files or folders could not be looked into.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} renamed images were found again, with their labels.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>JobLine</name>
<message>
<source>Cancel</source>
<translation type="unfinished" />
</message>
<message>
<source>Cancel: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>Stopping…</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>JudgingForm</name>
<message>
<source>Images of one burst, patient or place are never parted between those it learns from and those that judge it, or figures flatter.</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep together</source>
<translation type="unfinished" />
</message>
<message>
<source>Test part</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>KeepTogetherForm</name>
<message>
<source> s</source>
<translation type="unfinished" />
</message>
<message>
<source>A regular expression. Images in whose path it finds the same are a group.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images in one folder</source>
<translation type="unfinished" />
</message>
<message>
<source>Images of one location of a camera trap</source>
<translation type="unfinished" />
</message>
<message>
<source>Images of one sequence of a camera trap</source>
<translation type="unfinished" />
</message>
<message>
<source>Images taken shortly one after the other</source>
<translation type="unfinished" />
</message>
<message>
<source>Images that look alike</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with the same label of a task</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with the same part of the name</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep each together</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep together</source>
<translation type="unfinished" />
</message>
<message>
<source>Longest time between two captures</source>
<translation type="unfinished" />
</message>
<message>
<source>No two of these images belong together by this rule.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing: each image by itself</source>
<translation type="unfinished" />
</message>
<message>
<source>Puts {0} images into {1} groups of several; the largest has {2}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Regular expression of the part of the name</source>
<translation type="unfinished" />
</message>
<message>
<source>Task whose labels are groups</source>
<translation type="unfinished" />
</message>
<message>
<source>These look like bursts of about {0} images ({1}): keep each together?</source>
<translation type="unfinished" />
</message>
<message>
<source>Which ones look alike is found out when training.</source>
<translation type="unfinished" />
</message>
<message>
<source>as their data set tells</source>
<translation type="unfinished" />
</message>
<message>
<source>names alike but for a number</source>
<translation type="unfinished" />
</message>
<message>
<source>one in each folder</source>
<translation type="unfinished" />
</message>
<message>
<source>taken within {0} s of each other</source>
<translation type="unfinished" />
</message>
<message>
<source>they look alike</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>KeyDialog</name>
<message>
<source>Key of “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>No key</source>
<translation type="unfinished" />
</message>
<message>
<source>Press a digit or a letter.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} cannot be a label's key. Press another key.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} is the key of “{1}”. Press it again to take it from there, or press another key.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} means “{1}”. Press another key.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>KeyWords</name>
<message>
<source>{0} in set {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelAdder</name>
<message>
<source>Add a label</source>
<translation type="unfinished" />
</message>
<message>
<source>Add a task…</source>
<translation type="unfinished" />
</message>
<message>
<source>Name of the new label</source>
<translation type="unfinished" />
</message>
<message>
<source>Task of the new label</source>
<translation type="unfinished" />
</message>
<message>
<source>The task that the new label goes to</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelCountsPage</name>
<message>
<source>Task</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelDelegate</name>
<message>
<source>New name</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelExport</name>
<message>
<source>Exporting {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>Replace</source>
<translation type="unfinished" />
</message>
<message>
<source>There is a file of this name already. Replace it?</source>
<translation type="unfinished" />
</message>
<message>
<source>There is something in this folder already. Write into it all the same?</source>
<translation type="unfinished" />
</message>
<message>
<source>Write into it</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelForm</name>
<message>
<source>Also called</source>
<translation type="unfinished" />
</message>
<message>
<source>Colour</source>
<translation type="unfinished" />
</message>
<message>
<source>Examples</source>
<translation type="unfinished" />
</message>
<message>
<source>Implies</source>
<translation type="unfinished" />
</message>
<message>
<source>Key</source>
<translation type="unfinished" />
</message>
<message>
<source>Key of the label</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels that are present wherever this one is</source>
<translation type="unfinished" />
</message>
<message>
<source>Means</source>
<translation type="unfinished" />
</message>
<message>
<source>No key</source>
<translation type="unfinished" />
</message>
<message>
<source>Other names that find the label</source>
<translation type="unfinished" />
</message>
<message>
<source>Other names, separated by commas</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}   taken by {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelImport</name>
<message>
<source>Importing {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations on {1} images were imported.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} suggestions were imported.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelMenu</name>
<message>
<source>Change key…</source>
<translation type="unfinished" />
</message>
<message>
<source>Colour</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete label…</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete task…</source>
<translation type="unfinished" />
</message>
<message>
<source>Describe…</source>
<translation type="unfinished" />
</message>
<message>
<source>Mark absent</source>
<translation type="unfinished" />
</message>
<message>
<source>Mark present</source>
<translation type="unfinished" />
</message>
<message>
<source>Mark unknown</source>
<translation type="unfinished" />
</message>
<message>
<source>Other…</source>
<translation type="unfinished" />
</message>
<message>
<source>Rename</source>
<translation type="unfinished" />
</message>
<message>
<source>Sweep for this label</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelMetricsPage</name>
<message>
<source>AP</source>
<translation type="unfinished" />
</message>
<message>
<source>AP, test</source>
<translation type="unfinished" />
</message>
<message>
<source>Absent</source>
<translation type="unfinished" />
</message>
<message>
<source>F1</source>
<translation type="unfinished" />
</message>
<message>
<source>Figures of each label</source>
<translation type="unfinished" />
</message>
<message>
<source>Label</source>
<translation type="unfinished" />
</message>
<message>
<source>Precision</source>
<translation type="unfinished" />
</message>
<message>
<source>Present</source>
<translation type="unfinished" />
</message>
<message>
<source>Recall</source>
<translation type="unfinished" />
</message>
<message>
<source>Task</source>
<translation type="unfinished" />
</message>
<message>
<source>Threshold</source>
<translation type="unfinished" />
</message>
<message>
<source>too few</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelModel</name>
<message>
<source>Click the box: present. With Shift: absent. With Alt: unknown.</source>
<translation type="unfinished" />
</message>
<message>
<source>Counts as predicted from {0}: the mark on the bar.</source>
<translation type="unfinished" />
</message>
<message>
<source>Keys: {0} present, Shift+{0} absent, Alt+{0} unknown.</source>
<translation type="unfinished" />
</message>
<message>
<source>Task {0}, {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>They are of set {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>absent</source>
<translation type="unfinished" />
</message>
<message>
<source>any number</source>
<translation type="unfinished" />
</message>
<message>
<source>exactly one</source>
<translation type="unfinished" />
</message>
<message>
<source>key {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>mixed</source>
<translation type="unfinished" />
</message>
<message>
<source>present</source>
<translation type="unfinished" />
</message>
<message>
<source>probability {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>suggested: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>unknown</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelPanel</name>
<message>
<source>Keys: set {0} of {1}, {2}</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Turn to the next set of label keys</source>
<translation type="unfinished" />
</message>
<message>
<source>Type a name below and press Enter: it makes the first label and sets it on the selected images. From then on its key does.</source>
<translation type="unfinished" />
</message>
<message>
<source>nothing selected</source>
<translation type="unfinished" />
</message>
<message>
<source>several tasks</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} selected</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} selected, {1} out of view</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelPicker</name>
<message>
<source>Labels that match</source>
<translation type="unfinished" />
</message>
<message>
<source>Name of the label</source>
<translation type="unfinished" />
</message>
<message>
<source>Type a name</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabelView</name>
<message>
<source>Labels of the selected images</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LabellingParts</name>
<message>
<source>Make a label first, then sweep for it.</source>
<translation type="unfinished" />
</message>
<message>
<source>No label has the key {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>No label of this set has the key {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Select images first, then mark them.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LanguageMenu</name>
<message>
<source>As the system</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LearningCurvePage</name>
<message>
<source>Learning curve</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing has been learnt yet that could be judged.</source>
<translation type="unfinished" />
</message>
<message>
<source>Too few points to tell what more would bring.</source>
<translation type="unfinished" />
</message>
<message>
<source>accuracy</source>
<translation type="unfinished" />
</message>
<message>
<source>annotated images</source>
<translation type="unfinished" />
</message>
<message>
<source>mAP</source>
<translation type="unfinished" />
</message>
<message>
<source>mAP or accuracy</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} more would likely bring {1} (between {2} and {3} in four cases of five).</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: {1} {2} with {3} images.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LegendDialog</name>
<message>
<source>A bar: the probability that the label is there, 0 to 1. From the mark on it the label counts as predicted.</source>
<translation type="unfinished" />
</message>
<message>
<source>A circle: exactly one label of this task per image.</source>
<translation type="unfinished" />
</message>
<message>
<source>A dot alone: the model cannot tell whether the label is there.</source>
<translation type="unfinished" />
</message>
<message>
<source>Absent: somebody said that it is not there.</source>
<translation type="unfinished" />
</message>
<message>
<source>Dotted: from the name alone; no model has learnt the label yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>Dotted: the image looks like the label by its name alone. No model has learnt it, and nothing accepts it: its key does, or a sweep.</source>
<translation type="unfinished" />
</message>
<message>
<source>Dotted: what Space will accept in a review.</source>
<translation type="unfinished" />
</message>
<message>
<source>Empty: no model has learnt the label yet, or it has too few examples.</source>
<translation type="unfinished" />
</message>
<message>
<source>Filled: the label is annotated as present.</source>
<translation type="unfinished" />
</message>
<message>
<source>Full: measured on images it had not seen.</source>
<translation type="unfinished" />
</message>
<message>
<source>Half: it has learnt the label; its probabilities are not checked yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>In the label panel: how far the model can be trusted</source>
<translation type="unfinished" />
</message>
<message>
<source>In the label panel: what is annotated</source>
<translation type="unfinished" />
</message>
<message>
<source>In the label panel: what the model says</source>
<translation type="unfinished" />
</message>
<message>
<source>On an image</source>
<translation type="unfinished" />
</message>
<message>
<source>Outlined: the model suggests it, and nobody said so yet. Space accepts it.</source>
<translation type="unfinished" />
</message>
<message>
<source>Present.</source>
<translation type="unfinished" />
</message>
<message>
<source>Rest the mouse on a label or an image: it says the numbers.</source>
<translation type="unfinished" />
</message>
<message>
<source>The colour is the label's own; it says nothing else.</source>
<translation type="unfinished" />
</message>
<message>
<source>The selected images differ.</source>
<translation type="unfinished" />
</message>
<message>
<source>Unknown: nothing is said of it.</source>
<translation type="unfinished" />
</message>
<message>
<source>What the colours mean</source>
<translation type="unfinished" />
</message>
<message>
<source>With a dot: it suggests it, and is not sure.</source>
<translation type="unfinished" />
</message>
<message>
<source>tree</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LiveLearning</name>
<message>
<source>Fetching the backbone</source>
<translation type="unfinished" />
</message>
<message>
<source>Images and labels that it does not know are still predicted by what is learnt.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learning was cut off.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learning…</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking at images: {done} of {total}</source>
<translation type="unfinished" />
</message>
<message>
<source>Not up to date</source>
<translation type="unfinished" />
</message>
<message>
<source>Predictions appear once two labels have two examples each.</source>
<translation type="unfinished" />
</message>
<message>
<source>Up to date</source>
<translation type="unfinished" />
</message>
<message>
<source>Waiting for examples</source>
<translation type="unfinished" />
</message>
<message>
<source>What is learnt as you label is at least as good as {0} now ({1}, against {2}) and predicts in its place. {runs} lets {0} predict again.</source>
<translation type="unfinished" />
</message>
<message>
<source>You chose that {0} predicts.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} predicts</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} was fine-tuned and is better on the images that both were judged by: {1}, against {2} of what is learnt as you label.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} was fine-tuned, and too few images tell whether what is learnt as you label is as good.</source>
<translation type="unfinished" />
</message>
<message>
<source>{train} trains with all labels; {runs} lets another run predict.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LiveSwitch</name>
<message>
<source>After each of your labels, learn and predict every image anew ({live})</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn as I label</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn from the labels so far, once, and predict every image ({live_once})</source>
<translation type="unfinished" />
</message>
<message>
<source>Progress of learning as you label</source>
<translation type="unfinished" />
</message>
<message>
<source>State of learning as you label</source>
<translation type="unfinished" />
</message>
<message>
<source>Update</source>
<translation type="unfinished" />
</message>
<message>
<source>Update predictions once</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>LocateDialog</name>
<message>
<source>All images of this folder are where they were.</source>
<translation type="unfinished" />
</message>
<message>
<source>Browse…</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose the folder that the images lie in now. They are found by their path below it, then by what the files hold; their labels stay with them.</source>
<translation type="unfinished" />
</message>
<message>
<source>Folder that was moved</source>
<translation type="unfinished" />
</message>
<message>
<source>Is now</source>
<translation type="unfinished" />
</message>
<message>
<source>Locate a moved folder</source>
<translation type="unfinished" />
</message>
<message>
<source>Look for its images</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking for images</source>
<translation type="unfinished" />
</message>
<message>
<source>None of the {0} images is in this folder.</source>
<translation type="unfinished" />
</message>
<message>
<source>One was not found; it stays in the project, marked missing.</source>
<translation type="unfinished" />
</message>
<message>
<source>Path of the folder</source>
<translation type="unfinished" />
</message>
<message>
<source>Re-link</source>
<translation type="unfinished" />
</message>
<message>
<source>Re-link {0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>Was</source>
<translation type="unfinished" />
</message>
<message>
<source>Where it lies now</source>
<translation type="unfinished" />
</message>
<message>
<source>all {0} images there</source>
<translation type="unfinished" />
</message>
<message>
<source>not there, {0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1} images found: {2} by their path, {3} by what they hold.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1} images missing</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} were not found; they stay in the project, marked missing.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>MainWindow</name>
<message>
<source>Saving a backup…</source>
<translation type="unfinished" />
</message>
<message>
<source>Saving…</source>
<translation type="unfinished" />
</message>
<message>
<source>Stopping the training and keeping what it has learnt…</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>MarksBox</name>
<message>
<source>Comment ({comment})</source>
<translation type="unfinished" />
</message>
<message>
<source>Comment on the image</source>
<translation type="unfinished" />
</message>
<message>
<source>Left out of training and of every figure until you know ({unsure})</source>
<translation type="unfinished" />
</message>
<message>
<source>Several comments</source>
<translation type="unfinished" />
</message>
<message>
<source>Unsure</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>MissingDialog</name>
<message>
<source>All images can be shown.</source>
<translation type="unfinished" />
</message>
<message>
<source>Copy</source>
<translation type="unfinished" />
</message>
<message>
<source>Images that cannot be shown</source>
<translation type="unfinished" />
</message>
<message>
<source>Images that cannot be shown, and why</source>
<translation type="unfinished" />
</message>
<message>
<source>Locate a moved folder…</source>
<translation type="unfinished" />
</message>
<message>
<source>One image cannot be shown. Its labels are kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>Try again</source>
<translation type="unfinished" />
</message>
<message>
<source>Try {0} again</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images cannot be shown. Their labels are kept.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>MissingImages</name>
<message>
<source>A folder of images is not there.</source>
<translation type="unfinished" />
</message>
<message>
<source>All labels are kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>At the paths of {0} lies something else, or may. Of them, is:changed finds those that are labelled.</source>
<translation type="unfinished" />
</message>
<message>
<source>Connect its disk, or say where the folder lies now.</source>
<translation type="unfinished" />
</message>
<message>
<source>Locate the folder again to choose another place.</source>
<translation type="unfinished" />
</message>
<message>
<source>The selected images can be shown: there is no reason to copy.</source>
<translation type="unfinished" />
</message>
<message>
<source>There are no unreadable images.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} folders of images are not there.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images are linked to their files again.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>MissingModel</name>
<message>
<source>Image</source>
<translation type="unfinished" />
</message>
<message>
<source>The image cannot be read.</source>
<translation type="unfinished" />
</message>
<message>
<source>Why</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ModeBanner</name>
<message>
<source>Done (Esc)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ModelExport</name>
<message>
<source>Comparing it with the run…</source>
<translation type="unfinished" />
</message>
<message>
<source>Stopped. Nothing was written.</source>
<translation type="unfinished" />
</message>
<message>
<source>Writing the model…</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ModelExportDialog</name>
<message>
<source>A folder as the Hugging Face hub has it: weights as safetensors, configuration, and a model card filled from the run.</source>
<translation type="unfinished" />
</message>
<message>
<source>Cancel</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose…</source>
<translation type="unfinished" />
</message>
<message>
<source>Close</source>
<translation type="unfinished" />
</message>
<message>
<source>Export</source>
<translation type="unfinished" />
</message>
<message>
<source>Export model</source>
<translation type="unfinished" />
</message>
<message>
<source>File to write</source>
<translation type="unfinished" />
</message>
<message>
<source>Folder for the Hugging Face hub</source>
<translation type="unfinished" />
</message>
<message>
<source>Folder to write to</source>
<translation type="unfinished" />
</message>
<message>
<source>Format</source>
<translation type="unfinished" />
</message>
<message>
<source>Licence of the images</source>
<translation type="unfinished" />
</message>
<message>
<source>Loading the model…</source>
<translation type="unfinished" />
</message>
<message>
<source>ONNX</source>
<translation type="unfinished" />
</message>
<message>
<source>One file for ONNX Runtime and whatever else reads ONNX, in any language and without LabelMT. Images of any size go in.</source>
<translation type="unfinished" />
</message>
<message>
<source>One file for PyTorch, without LabelMT. PyTorch runs code that such a file holds: pass it on to people who trust you.</source>
<translation type="unfinished" />
</message>
<message>
<source>PyTorch (torch.export)</source>
<translation type="unfinished" />
</message>
<message>
<source>Replace it</source>
<translation type="unfinished" />
</message>
<message>
<source>Run</source>
<translation type="unfinished" />
</message>
<message>
<source>Stop</source>
<translation type="unfinished" />
</message>
<message>
<source>Stopping…</source>
<translation type="unfinished" />
</message>
<message>
<source>What would be written</source>
<translation type="unfinished" />
</message>
<message>
<source>Write to</source>
<translation type="unfinished" />
</message>
<message>
<source>not stated</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} (predicts)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>NewModelNotice</name>
<message>
<source>The new model is better: {0} scores {2}, {1} scored {3}, on the images that both were judged by. It predicts from now on.</source>
<translation type="unfinished" />
</message>
<message>
<source>The new model is not better: {0} scores {2}, {1} scored {3}, on the images that both were judged by. It predicts from now on, because it knows your newest labels.</source>
<translation type="unfinished" />
</message>
<message>
<source>Use {0} again</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} predicts from now on. Too few images tell whether {1} was better.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>NothingFound</name>
<message>
<source>Every image can be read.</source>
<translation type="unfinished" />
</message>
<message>
<source>Every image has labels.

Review what is still open: {review}.</source>
<translation type="unfinished" />
</message>
<message>
<source>No image is flagged as unsure.</source>
<translation type="unfinished" />
</message>
<message>
<source>No image is missing.</source>
<translation type="unfinished" />
</message>
<message>
<source>No image is there twice.</source>
<translation type="unfinished" />
</message>
<message>
<source>No suspects left.</source>
<translation type="unfinished" />
</message>
<message>
<source>No suspects yet: no model has checked the annotations.

Train ({train}), or go on labelling with “Learn as I label”.</source>
<translation type="unfinished" />
</message>
<message>
<source>No suspects yet: the model is not to be trusted so far.

A label is asked about when its light in the label panel is full: from {0} images with it, and {0} without it, that judged it.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing is suggested.

Label some images, or train: {train}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing matches
{0}

“All” in the sidebar shows all images again; Help › Search syntax has examples.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>NoticeBar</name>
<message>
<source>Copy details</source>
<translation type="unfinished" />
</message>
<message>
<source>Details</source>
<translation type="unfinished" />
</message>
<message>
<source>Details of the error</source>
<translation type="unfinished" />
</message>
<message>
<source>Dismiss</source>
<translation type="unfinished" />
</message>
<message>
<source>Next ({0} more)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>OverviewPage</name>
<message>
<source>Before</source>
<translation type="unfinished" />
</message>
<message>
<source>Figure</source>
<translation type="unfinished" />
</message>
<message>
<source>Figures of each task</source>
<translation type="unfinished" />
</message>
<message>
<source>In brackets: {0} % intervals.</source>
<translation type="unfinished" />
</message>
<message>
<source>Renamed since: {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Review them first</source>
<translation type="unfinished" />
</message>
<message>
<source>Setting</source>
<translation type="unfinished" />
</message>
<message>
<source>Settings</source>
<translation type="unfinished" />
</message>
<message>
<source>Settings of this run:</source>
<translation type="unfinished" />
</message>
<message>
<source>Settings that differ from “{0}”:</source>
<translation type="unfinished" />
</message>
<message>
<source>Show them</source>
<translation type="unfinished" />
</message>
<message>
<source>Task</source>
<translation type="unfinished" />
</message>
<message>
<source>The same settings as “{0}”.</source>
<translation type="unfinished" />
</message>
<message>
<source>This run</source>
<translation type="unfinished" />
</message>
<message>
<source>too few to tell</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} was {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>PalettePicker</name>
<message>
<source>Another colour</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>PanelHandle</name>
<message>
<source>Drag: resize · click: hide</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>PhotoReading</name>
<message>
<source>{0}° {1}, {2}° {3}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>PreferencesDialog</name>
<message>
<source> GB</source>
<translation type="unfinished" />
</message>
<message>
<source> minutes of work</source>
<translation type="unfinished" />
</message>
<message>
<source>A training is using them.</source>
<translation type="unfinished" />
</message>
<message>
<source>At most</source>
<translation type="unfinished" />
</message>
<message>
<source>Backups</source>
<translation type="unfinished" />
</message>
<message>
<source>Caches</source>
<translation type="unfinished" />
</message>
<message>
<source>Changes take effect at once.</source>
<translation type="unfinished" />
</message>
<message>
<source>Clear</source>
<translation type="unfinished" />
</message>
<message>
<source>Clear image features</source>
<translation type="unfinished" />
</message>
<message>
<source>Clear thumbnails</source>
<translation type="unfinished" />
</message>
<message>
<source>Counting…</source>
<translation type="unfinished" />
</message>
<message>
<source>Image features</source>
<translation type="unfinished" />
</message>
<message>
<source>Language</source>
<translation>语言 (Language)</translation>
</message>
<message>
<source>Most for backups</source>
<translation type="unfinished" />
</message>
<message>
<source>Most for thumbnails</source>
<translation type="unfinished" />
</message>
<message>
<source>No project is open.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of each project; the two newest are always kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of this project. Whatever is cleared is made again when it is needed; annotations and models stay.</source>
<translation type="unfinished" />
</message>
<message>
<source>One every</source>
<translation type="unfinished" />
</message>
<message>
<source>Preferences</source>
<translation type="unfinished" />
</message>
<message>
<source>Stored with what you annotate from now on, in all projects.</source>
<translation type="unfinished" />
</message>
<message>
<source>Theme</source>
<translation type="unfinished" />
</message>
<message>
<source>Thumbnails</source>
<translation type="unfinished" />
</message>
<message>
<source>Time between two backups</source>
<translation type="unfinished" />
</message>
<message>
<source>You</source>
<translation type="unfinished" />
</message>
<message>
<source>Your name</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ProjectsController</name>
<message>
<source>A folder of images that have tags</source>
<translation type="unfinished" />
</message>
<message>
<source>A folder of images to label</source>
<translation type="unfinished" />
</message>
<message>
<source>All files (*)</source>
<translation type="unfinished" />
</message>
<message>
<source>Files of labels ({0})</source>
<translation type="unfinished" />
</message>
<message>
<source>Import labels from a file</source>
<translation type="unfinished" />
</message>
<message>
<source>Import labels from a folder</source>
<translation type="unfinished" />
</message>
<message>
<source>Making the example</source>
<translation type="unfinished" />
</message>
<message>
<source>Open a folder of images</source>
<translation type="unfinished" />
</message>
<message>
<source>Open a project</source>
<translation type="unfinished" />
</message>
<message>
<source>“{0}” has a project already: it was opened, with the labels in it.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Provenance</name>
<message>
<source>absent</source>
<translation type="unfinished" />
</message>
<message>
<source>absent, because “{0}” is present</source>
<translation type="unfinished" />
</message>
<message>
<source>accepted suggestion</source>
<translation type="unfinished" />
</message>
<message>
<source>by hand</source>
<translation type="unfinished" />
</message>
<message>
<source>doubted and confirmed</source>
<translation type="unfinished" />
</message>
<message>
<source>imported</source>
<translation type="unfinished" />
</message>
<message>
<source>present</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of run {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: {1}, {2}, {3}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>QuickLabel</name>
<message>
<source>A label's name (Esc: back)</source>
<translation type="unfinished" />
</message>
<message>
<source>Enter: present · Shift: absent · Alt: unknown · Ctrl: just make the label</source>
<translation type="unfinished" />
</message>
<message>
<source>Find or add a label ({add_label})</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels that match</source>
<translation type="unfinished" />
</message>
<message>
<source>Name of the label</source>
<translation type="unfinished" />
</message>
<message>
<source>New label “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}  (was {1})</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}  ({1})</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ReadingBoxes</name>
<message>
<source>Columns</source>
<translation type="unfinished" />
</message>
<message>
<source>Encoding</source>
<translation type="unfinished" />
</message>
<message>
<source>Format</source>
<translation type="unfinished" />
</message>
<message>
<source>Images are named in</source>
<translation type="unfinished" />
</message>
<message>
<source>Separator</source>
<translation type="unfinished" />
</message>
<message>
<source>all</source>
<translation type="unfinished" />
</message>
<message>
<source>comma ,</source>
<translation type="unfinished" />
</message>
<message>
<source>guessed</source>
<translation type="unfinished" />
</message>
<message>
<source>semicolon ;</source>
<translation type="unfinished" />
</message>
<message>
<source>space</source>
<translation type="unfinished" />
</message>
<message>
<source>tab</source>
<translation type="unfinished" />
</message>
<message>
<source>vertical bar |</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} (guessed)</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>RecentItem</name>
<message>
<source>1 image</source>
<translation type="unfinished" />
</message>
<message>
<source>Folder not found. Is its disk connected?</source>
<translation type="unfinished" />
</message>
<message>
<source>Remove from list</source>
<translation type="unfinished" />
</message>
<message>
<source>Remove from list; the project itself stays</source>
<translation type="unfinished" />
</message>
<message>
<source>Remove {0} from the list</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1} images labelled</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>RestoreDialog</name>
<message>
<source>Against now</source>
<translation type="unfinished" />
</message>
<message>
<source>Annotations</source>
<translation type="unfinished" />
</message>
<message>
<source>Backups of the project</source>
<translation type="unfinished" />
</message>
<message>
<source>Images</source>
<translation type="unfinished" />
</message>
<message>
<source>Made</source>
<translation type="unfinished" />
</message>
<message>
<source>Restore</source>
<translation type="unfinished" />
</message>
<message>
<source>Restore a backup</source>
<translation type="unfinished" />
</message>
<message>
<source>The project is damaged: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>The project is sound. What you go back from is kept as a backup.</source>
<translation type="unfinished" />
</message>
<message>
<source>The project will be as it was then.</source>
<translation type="unfinished" />
</message>
<message>
<source>There is no backup. What can be read of the database is restored.</source>
<translation type="unfinished" />
</message>
<message>
<source>What was done after it is replayed from the journal.</source>
<translation type="unfinished" />
</message>
<message>
<source>damaged: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} later actions in the journal</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} more, {1} fewer, {2} others</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ReviewBanner</name>
<message>
<source>All tasks</source>
<translation type="unfinished" />
</message>
<message>
<source>Progress of the review</source>
<translation type="unfinished" />
</message>
<message>
<source>Review</source>
<translation type="unfinished" />
</message>
<message>
<source>Space: accept and go on · a label's key: correct · {review}: go on · Esc: done</source>
<translation type="unfinished" />
</message>
<message>
<source>Task that is reviewed</source>
<translation type="unfinished" />
</message>
<message>
<source>What is judged on images drawn by chance holds for all your photographs.</source>
<translation type="unfinished" />
</message>
<message>
<source>What is suggested</source>
<translation type="unfinished" />
</message>
<message>
<source>about {0} min</source>
<translation type="unfinished" />
</message>
<message>
<source>drawn by chance</source>
<translation type="unfinished" />
</message>
<message>
<source>looks like a label by its name</source>
<translation type="unfinished" />
</message>
<message>
<source>may show a label with few examples</source>
<translation type="unfinished" />
</message>
<message>
<source>skipped before</source>
<translation type="unfinished" />
</message>
<message>
<source>stands for many images</source>
<translation type="unfinished" />
</message>
<message>
<source>the model is unsure</source>
<translation type="unfinished" />
</message>
<message>
<source>unlike any you annotated</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} answered</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} answered ({1} with labels left open)</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} labelled without a look</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} left</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ReviewMode</name>
<message>
<source>By the name alone: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>By the name alone: {0}. Nothing has judged this: answer by a key</source>
<translation type="unfinished" />
</message>
<message>
<source>Every image has been reviewed.</source>
<translation type="unfinished" />
</message>
<message>
<source>Labelled without a look at it: {0}. Space: that is right</source>
<translation type="unfinished" />
</message>
<message>
<source>Make a label first, then review what is suggested.</source>
<translation type="unfinished" />
</message>
<message>
<source>No suggestions, the model cannot tell: answer by the labels' keys</source>
<translation type="unfinished" />
</message>
<message>
<source>No suggestions: answer by the labels' keys</source>
<translation type="unfinished" />
</message>
<message>
<source>Suggested: none of what is unknown</source>
<translation type="unfinished" />
</message>
<message>
<source>Suggested: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>none of these labels</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>RunsWindow</name>
<message>
<source>Annotations stay, those accepted from it too. This cannot be undone.</source>
<translation type="unfinished" />
</message>
<message>
<source>Compare</source>
<translation type="unfinished" />
</message>
<message>
<source>Curves</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete a run</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete “{0}” with its weights and figures?</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete…</source>
<translation type="unfinished" />
</message>
<message>
<source>Kind</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels together</source>
<translation type="unfinished" />
</message>
<message>
<source>Learning curve</source>
<translation type="unfinished" />
</message>
<message>
<source>Mistakes</source>
<translation type="unfinished" />
</message>
<message>
<source>Name of the run</source>
<translation type="unfinished" />
</message>
<message>
<source>No figures.</source>
<translation type="unfinished" />
</message>
<message>
<source>Notes</source>
<translation type="unfinished" />
</message>
<message>
<source>Overview</source>
<translation type="unfinished" />
</message>
<message>
<source>Run</source>
<translation type="unfinished" />
</message>
<message>
<source>Runs</source>
<translation type="unfinished" />
</message>
<message>
<source>Runs, the newest first</source>
<translation type="unfinished" />
</message>
<message>
<source>State</source>
<translation type="unfinished" />
</message>
<message>
<source>There is no run yet: Train ({train}) makes one, as soon as a label is present on one image and absent on another. Its metrics, curves and mistakes are here then.</source>
<translation type="unfinished" />
</message>
<message>
<source>Use for predictions</source>
<translation type="unfinished" />
</message>
<message>
<source>When</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SavedActions</name>
<message>
<source>Nothing of it is left: there was nothing to take back.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SavedViewMenu</name>
<message>
<source>Delete</source>
<translation type="unfinished" />
</message>
<message>
<source>Rename…</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SavedViewsController</name>
<message>
<source>Name of the saved view</source>
<translation type="unfinished" />
</message>
<message>
<source>Name:</source>
<translation type="unfinished" />
</message>
<message>
<source>Rename the saved view</source>
<translation type="unfinished" />
</message>
<message>
<source>Save this search</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SchemaDialog</name>
<message>
<source>Add a label</source>
<translation type="unfinished" />
</message>
<message>
<source>All files (*)</source>
<translation type="unfinished" />
</message>
<message>
<source>Close</source>
<translation type="unfinished" />
</message>
<message>
<source>Export the schema</source>
<translation type="unfinished" />
</message>
<message>
<source>Export…</source>
<translation type="unfinished" />
</message>
<message>
<source>Import a schema</source>
<translation type="unfinished" />
</message>
<message>
<source>Import…</source>
<translation type="unfinished" />
</message>
<message>
<source>Redo</source>
<translation type="unfinished" />
</message>
<message>
<source>Schemas ({0})</source>
<translation type="unfinished" />
</message>
<message>
<source>Start from</source>
<translation type="unfinished" />
</message>
<message>
<source>Tasks and labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Undo</source>
<translation>撤销</translation>
</message>
<message>
<source>Written: {0}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SchemaEditing</name>
<message>
<source>Delete</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete the label “{0}”?</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete the task “{0}” with its labels?</source>
<translation type="unfinished" />
</message>
<message>
<source>It has no annotations.</source>
<translation type="unfinished" />
</message>
<message>
<source>One annotation goes with it. You can undo this.</source>
<translation type="unfinished" />
</message>
<message>
<source>labels</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations go with it. You can undo this.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SchemaRequests</name>
<message>
<source>A label needs a task first.</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete</source>
<translation type="unfinished" />
</message>
<message>
<source>Go on</source>
<translation type="unfinished" />
</message>
<message>
<source>Merge labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Which label is to stand for the {0} selected ones?</source>
<translation type="unfinished" />
</message>
<message>
<source>Which label is to stand for “{0}” as well?</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SchemaSide</name>
<message>
<source>1 annotation</source>
<translation type="unfinished" />
</message>
<message>
<source>Add a task, or start from a template.</source>
<translation type="unfinished" />
</message>
<message>
<source>Alt+Down, or drag</source>
<translation type="unfinished" />
</message>
<message>
<source>Alt+Up, or drag</source>
<translation type="unfinished" />
</message>
<message>
<source>Any number of labels per image</source>
<translation type="unfinished" />
</message>
<message>
<source>Archive</source>
<translation type="unfinished" />
</message>
<message>
<source>Bring back</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete…</source>
<translation type="unfinished" />
</message>
<message>
<source>Exactly one label per image</source>
<translation type="unfinished" />
</message>
<message>
<source>Merge into…</source>
<translation type="unfinished" />
</message>
<message>
<source>Move down</source>
<translation type="unfinished" />
</message>
<message>
<source>Move to task</source>
<translation type="unfinished" />
</message>
<message>
<source>Move up</source>
<translation type="unfinished" />
</message>
<message>
<source>On images with any annotation in this task, training reads every label without one as absent. Tick it only where whoever labelled an image named all that is on it: else the model learns that what was passed over is not there.</source>
<translation type="unfinished" />
</message>
<message>
<source>Out of panels and training; annotations are kept</source>
<translation type="unfinished" />
</message>
<message>
<source>Rename</source>
<translation type="unfinished" />
</message>
<message>
<source>Unlabelled means absent</source>
<translation type="unfinished" />
</message>
<message>
<source>archived</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} selected</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SchemaTree</name>
<message>
<source>Tasks and labels</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SchemaTreeModel</name>
<message>
<source>Also called</source>
<translation type="unfinished" />
</message>
<message>
<source>Annotations</source>
<translation type="unfinished" />
</message>
<message>
<source>Implies</source>
<translation type="unfinished" />
</message>
<message>
<source>Key</source>
<translation type="unfinished" />
</message>
<message>
<source>Name</source>
<translation type="unfinished" />
</message>
<message>
<source>any number</source>
<translation type="unfinished" />
</message>
<message>
<source>exactly one</source>
<translation type="unfinished" />
</message>
<message>
<source>label</source>
<translation type="unfinished" />
</message>
<message>
<source>task</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} (archived)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SearchLine</name>
<message>
<source>Search</source>
<translation type="unfinished" />
</message>
<message>
<source>Search: label:tree is:unlabelled p(sea)&gt;0.4 ({find})</source>
<translation type="unfinished" />
</message>
<message>
<source>labelled ({0})</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SearchSyntaxDialog</name>
<message>
<source>Click an example, or press Enter, to search for it.</source>
<translation type="unfinished" />
</message>
<message>
<source>Examples</source>
<translation type="unfinished" />
</message>
<message>
<source>Search syntax</source>
<translation type="unfinished" />
</message>
<message>
<source>Terms beside each other must all hold. “or” and parentheses join them otherwise, “-” before a term finds all other images, names with spaces go in quotes. Ctrl+Space in the search line lists what may follow.</source>
<translation type="unfinished" />
</message>
<message>
<source>Write</source>
<translation type="unfinished" />
</message>
<message>
<source>to find images</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SelectionAnnotator</name>
<message>
<source>Copied: {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>Label these images “{0}”?</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing is known of this image: there is nothing to copy.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing is suggested here that is not known already.</source>
<translation type="unfinished" />
</message>
<message>
<source>There is nothing to paste: copy an image's labels first.</source>
<translation type="unfinished" />
</message>
<message>
<source>There is nothing to repeat yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>Where an image has exactly one label, that one tells the rest.</source>
<translation type="unfinished" />
</message>
<message>
<source>not {0}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SettingsDialog</name>
<message>
<source>Advanced</source>
<translation type="unfinished" />
</message>
<message>
<source>Found: {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Shows or hides the settings few people need</source>
<translation type="unfinished" />
</message>
<message>
<source>Training settings</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ShareBox</name>
<message>
<source> %</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SharingDialog</name>
<message>
<source>Alone</source>
<translation type="unfinished" />
</message>
<message>
<source>Both were trained from one seed and scored on the same {0} validation images. Brackets: 95 % interval over resampled images.</source>
<translation type="unfinished" />
</message>
<message>
<source>Change</source>
<translation type="unfinished" />
</message>
<message>
<source>Measure</source>
<translation type="unfinished" />
</message>
<message>
<source>No difference that could be told from chance: Δm {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Shared</source>
<translation type="unfinished" />
</message>
<message>
<source>Sharing between tasks</source>
<translation type="unfinished" />
</message>
<message>
<source>Sharing helps: Δm {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Sharing hurts: Δm {0}. Consider a copy for each task.</source>
<translation type="unfinished" />
</message>
<message>
<source>Task</source>
<translation type="unfinished" />
</message>
<message>
<source>Tasks, shared and alone</source>
<translation type="unfinished" />
</message>
<message>
<source>Too few validation images to tell what sharing brings.</source>
<translation type="unfinished" />
</message>
<message>
<source>accuracy</source>
<translation type="unfinished" />
</message>
<message>
<source>mAP</source>
<translation type="unfinished" />
</message>
<message>
<source>too few to tell</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ShortcutsDialog</name>
<message>
<source>Action</source>
<translation type="unfinished" />
</message>
<message>
<source>Actions and their keys</source>
<translation type="unfinished" />
</message>
<message>
<source>Change…</source>
<translation type="unfinished" />
</message>
<message>
<source>Images</source>
<translation type="unfinished" />
</message>
<message>
<source>Keyboard shortcuts</source>
<translation type="unfinished" />
</message>
<message>
<source>Keys</source>
<translation type="unfinished" />
</message>
<message>
<source>Keys of actions can be changed here; those of labels in Tasks and labels. Keys of images and lists, such as arrows, Space and Enter, are always the same.</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels: key present (again: unknown), Shift+key absent, Alt+key unknown</source>
<translation type="unfinished" />
</message>
<message>
<source>Reset</source>
<translation type="unfinished" />
</message>
<message>
<source>Reset all</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ShownGuidelines</name>
<message>
<source>Click a label's name first: this shows what it means.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ShownWindow</name>
<message>
<source>The window speaks {0} from its next start.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Sidebar</name>
<message>
<source>Accepted suggestions</source>
<translation type="unfinished" />
</message>
<message>
<source>All</source>
<translation type="unfinished" />
</message>
<message>
<source>An image counts in each line that fits.</source>
<translation type="unfinished" />
</message>
<message>
<source>By hand</source>
<translation type="unfinished" />
</message>
<message>
<source>By you</source>
<translation type="unfinished" />
</message>
<message>
<source>Disagree</source>
<translation type="unfinished" />
</message>
<message>
<source>Filters and saved views</source>
<translation type="unfinished" />
</message>
<message>
<source>Folders</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with an annotation that a model suggested and somebody accepted.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with an annotation that came from a file or folder.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with an annotation that somebody kept although a model doubted it.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with an annotation that somebody made by hand, by key or click.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with an annotation under your name: made by hand, accepted or imported by you.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images with at least one annotation, present or absent.
The numbers at the tasks below are smaller: images on which all of a task is decided.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images without any annotation.</source>
<translation type="unfinished" />
</message>
<message>
<source>Imported</source>
<translation type="unfinished" />
</message>
<message>
<source>Labelled</source>
<translation type="unfinished" />
</message>
<message>
<source>Labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Saved views</source>
<translation type="unfinished" />
</message>
<message>
<source>Suggested</source>
<translation type="unfinished" />
</message>
<message>
<source>Suspects</source>
<translation type="unfinished" />
</message>
<message>
<source>Suspects kept</source>
<translation type="unfinished" />
</message>
<message>
<source>Unlabelled</source>
<translation type="unfinished" />
</message>
<message>
<source>Unreadable</source>
<translation type="unfinished" />
</message>
<message>
<source>Unsure</source>
<translation type="unfinished" />
</message>
<message>
<source>Views</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: all is decided on {1} of {2} images; {3} of {4} decisions are made</source>
<translation type="unfinished" />
</message>
<message>
<source>… {0} more: search for path:</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SimilarImages</name>
<message>
<source>Select an image first, then look for similar ones.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SizeSlider</name>
<message>
<source>Size of thumbnails</source>
<translation type="unfinished" />
</message>
<message>
<source>Size of thumbnails (Ctrl+wheel)</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SortBox</name>
<message>
<source>Date added</source>
<translation type="unfinished" />
</message>
<message>
<source>Date taken</source>
<translation type="unfinished" />
</message>
<message>
<source>File date</source>
<translation type="unfinished" />
</message>
<message>
<source>File size</source>
<translation type="unfinished" />
</message>
<message>
<source>Label whose probability sorts</source>
<translation type="unfinished" />
</message>
<message>
<source>Largest or newest first</source>
<translation type="unfinished" />
</message>
<message>
<source>Name</source>
<translation type="unfinished" />
</message>
<message>
<source>Number of labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Probability</source>
<translation type="unfinished" />
</message>
<message>
<source>Rating</source>
<translation type="unfinished" />
</message>
<message>
<source>Reverse order</source>
<translation type="unfinished" />
</message>
<message>
<source>Similarity</source>
<translation type="unfinished" />
</message>
<message>
<source>Sort by</source>
<translation type="unfinished" />
</message>
<message>
<source>Suspicion of a mistake</source>
<translation type="unfinished" />
</message>
<message>
<source>The label whose probability sorts</source>
<translation type="unfinished" />
</message>
<message>
<source>Uncertainty</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Sparkline</name>
<message>
<source>nothing yet</source>
<translation type="unfinished" />
</message>
<message>
<source>now {last}, between {low} and {high}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>Stars</name>
<message>
<source>Rating: click again to take it away ({rating_0} to {rating_5})</source>
<translation type="unfinished" />
</message>
<message>
<source>Rating: {0} of {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>several</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>StartPage</name>
<message>
<source>A folder of images, with tasks and labels ready made.</source>
<translation type="unfinished" />
</message>
<message>
<source>Label images for several tasks at once, while a model learns beside you.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn from the tags I already have</source>
<translation type="unfinished" />
</message>
<message>
<source>Open a folder of images</source>
<translation type="unfinished" />
</message>
<message>
<source>Or drop a folder here. Images stay where they are and are never changed.</source>
<translation type="unfinished" />
</message>
<message>
<source>Projects you open appear here, with a picture and how much is labelled.</source>
<translation type="unfinished" />
</message>
<message>
<source>Recent projects</source>
<translation type="unfinished" />
</message>
<message>
<source>Start from a template</source>
<translation type="unfinished" />
</message>
<message>
<source>Takes over folder names, text and XMP files beside images, and keywords inside them. Nothing of that is changed.</source>
<translation type="unfinished" />
</message>
<message>
<source>Try the example</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SuspectBox</name>
<message>
<source>Change to absent</source>
<translation type="unfinished" />
</message>
<message>
<source>Change to present</source>
<translation type="unfinished" />
</message>
<message>
<source>Change to “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep it as it is ({keep})</source>
<translation type="unfinished" />
</message>
<message>
<source>May be a mistake</source>
<translation type="unfinished" />
</message>
<message>
<source>The probability in the list above is of the model that predicts. It may have learnt from this very annotation.</source>
<translation type="unfinished" />
</message>
<message>
<source>and {0} more on this image</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} %</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} ({correct})</source>
<translation type="unfinished" />
</message>
<message>
<source>“{0}” is annotated as absent. A model that never saw this image gives it {1}.</source>
<translation type="unfinished" />
</message>
<message>
<source>“{0}” is annotated as present. A model that never saw this image gives it {1}.</source>
<translation type="unfinished" />
</message>
<message>
<source>“{0}” is annotated. A model that never saw this image gives it {1}, and “{2}” {3}.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SweepBanner</name>
<message>
<source>A dashed frame is a suggestion: present. All others stay without a state.</source>
<translation type="unfinished" />
</message>
<message>
<source>A dotted frame: looks like it. No key accepts that.</source>
<translation type="unfinished" />
</message>
<message>
<source>Accept the rest, next ({finish_sweep})</source>
<translation type="unfinished" />
</message>
<message>
<source>All others absent</source>
<translation type="unfinished" />
</message>
<message>
<source>Drag: present · right button or Shift: absent · Alt or the same again: unknown · Space: as suggested · Shift+Space: absent · Backspace: unknown</source>
<translation type="unfinished" />
</message>
<message>
<source>How far the order may be believed</source>
<translation type="unfinished" />
</message>
<message>
<source>Images decided</source>
<translation type="unfinished" />
</message>
<message>
<source>Label that is swept for</source>
<translation type="unfinished" />
</message>
<message>
<source>Leave out images whose state was known when sorted</source>
<translation type="unfinished" />
</message>
<message>
<source>More is known by now: sort by it</source>
<translation type="unfinished" />
</message>
<message>
<source>Only undecided</source>
<translation type="unfinished" />
</message>
<message>
<source>Sort again</source>
<translation type="unfinished" />
</message>
<message>
<source>Sweep</source>
<translation type="unfinished" />
</message>
<message>
<source>What this label means</source>
<translation type="unfinished" />
</message>
<message>
<source>What this label means, with examples ({guidelines})</source>
<translation type="unfinished" />
</message>
<message>
<source>With the rest as suggested: images without a state and without a dashed frame become absent, seen or not</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1} done</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} present, {1} absent</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SweepMode</name>
<message>
<source>From the name alone: press the label's key, or paint it.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing is accepted from a name alone: look at some images first.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing is suggested for this label yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>Sweep for which label?</source>
<translation type="unfinished" />
</message>
<message>
<source>Take the rest as suggested for “{0}”?</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>SweepOffer</name>
<message>
<source>An image looks like “{0}”, from the name alone.</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing has judged this yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>Sweep for it</source>
<translation type="unfinished" />
</message>
<message>
<source>{1} images look like “{0}”, from the name alone.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>TaskForm</name>
<message>
<source>Add task</source>
<translation type="unfinished" />
</message>
<message>
<source>Cancel</source>
<translation type="unfinished" />
</message>
<message>
<source>Name of the new task</source>
<translation type="unfinished" />
</message>
<message>
<source>Name of the task</source>
<translation type="unfinished" />
</message>
<message>
<source>any number of labels per image</source>
<translation type="unfinished" />
</message>
<message>
<source>exactly one label per image</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>TemplateMenu</name>
<message>
<source>Aerial images</source>
<translation type="unfinished" />
</message>
<message>
<source>Chest X-ray</source>
<translation type="unfinished" />
</message>
<message>
<source>Driving scene</source>
<translation type="unfinished" />
</message>
<message>
<source>Photos</source>
<translation type="unfinished" />
</message>
<message>
<source>Products</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>TestPartForm</name>
<message>
<source> images</source>
<translation type="unfinished" />
</message>
<message>
<source>Another test part</source>
<translation type="unfinished" />
</message>
<message>
<source>By chance, from all images</source>
<translation type="unfinished" />
</message>
<message>
<source>Draw another</source>
<translation type="unfinished" />
</message>
<message>
<source>Draw another…</source>
<translation type="unfinished" />
</message>
<message>
<source>Draw by chance</source>
<translation type="unfinished" />
</message>
<message>
<source>Images that nothing learns from and nothing is chosen on: what they tell can be published. Drawn by chance, it tells of all your photographs; chosen, of such images. While you label them, suggestions are hidden.</source>
<translation type="unfinished" />
</message>
<message>
<source>Images to draw</source>
<translation type="unfinished" />
</message>
<message>
<source>Label them…</source>
<translation type="unfinished" />
</message>
<message>
<source>Let another test part take the place of the one there is?</source>
<translation type="unfinished" />
</message>
<message>
<source>Use these</source>
<translation type="unfinished" />
</message>
<message>
<source>Use these instead</source>
<translation type="unfinished" />
</message>
<message>
<source>Use these instead…</source>
<translation type="unfinished" />
</message>
<message>
<source>Where the test part comes from</source>
<translation type="unfinished" />
</message>
<message>
<source>Whoever changes it until the figures please has chosen on the test part. Labels stay, and its images are learnt from in future.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images, all labelled.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images, {1} of them still to label.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ThemeMenu</name>
<message>
<source>As the system</source>
<translation type="unfinished" />
</message>
<message>
<source>Dark</source>
<translation type="unfinished" />
</message>
<message>
<source>Light</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ThresholdEditor</name>
<message>
<source>Back to the fitted one</source>
<translation type="unfinished" />
</message>
<message>
<source>F1 {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>No threshold reaches a precision of {0} on these images.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of a task with exactly one label the most probable one is predicted.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of {0} images judged: {1} found, {2} missed, {3} false alarms.</source>
<translation type="unfinished" />
</message>
<message>
<source>Precision</source>
<translation type="unfinished" />
</message>
<message>
<source>Precision and recall</source>
<translation type="unfinished" />
</message>
<message>
<source>Recall</source>
<translation type="unfinished" />
</message>
<message>
<source>Show false alarms ({0})</source>
<translation type="unfinished" />
</message>
<message>
<source>Show missed ({0})</source>
<translation type="unfinished" />
</message>
<message>
<source>The label counts as predicted from here on: in the window, in predict and in evaluate, with this run and with every later one, until you go back.</source>
<translation type="unfinished" />
</message>
<message>
<source>This run did not keep what it was judged by.</source>
<translation type="unfinished" />
</message>
<message>
<source>Threshold</source>
<translation type="unfinished" />
</message>
<message>
<source>Too few to tell precision and recall.</source>
<translation type="unfinished" />
</message>
<message>
<source>Type the precision you need: the threshold with the highest recall follows.</source>
<translation type="unfinished" />
</message>
<message>
<source>Type the recall you need: the threshold with the highest precision follows.</source>
<translation type="unfinished" />
</message>
<message>
<source>Use this threshold</source>
<translation type="unfinished" />
</message>
<message>
<source>Wished precision</source>
<translation type="unfinished" />
</message>
<message>
<source>Wished recall</source>
<translation type="unfinished" />
</message>
<message>
<source>from {0}</source>
<translation type="unfinished" />
</message>
<message>
<source>from {0}, in use: {1}</source>
<translation type="unfinished" />
</message>
<message>
<source>precision</source>
<translation type="unfinished" />
</message>
<message>
<source>recall</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>TimeQuestion</name>
<message>
<source> min</source>
<translation type="unfinished" />
</message>
<message>
<source>1 hour</source>
<translation type="unfinished" />
</message>
<message>
<source>1 minute</source>
<translation type="unfinished" />
</message>
<message>
<source>All images have been read before; predicting them comes on top.</source>
<translation type="unfinished" />
</message>
<message>
<source>Another time…</source>
<translation type="unfinished" />
</message>
<message>
<source>As long as it gets better</source>
<translation type="unfinished" />
</message>
<message>
<source>Do not ask again</source>
<translation type="unfinished" />
</message>
<message>
<source>How long it may take</source>
<translation type="unfinished" />
</message>
<message>
<source>How long may it take?</source>
<translation type="unfinished" />
</message>
<message>
<source>Minutes</source>
<translation type="unfinished" />
</message>
<message>
<source>Reading {0} images comes first, about {1}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Reading {0} images comes first, about {1}: about {2} in all, and predicting them.</source>
<translation type="unfinished" />
</message>
<message>
<source>The more time there is, the more of the network learns, and from larger images. You can go on labelling meanwhile, and cancel: the best so far is kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>Train</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} hours</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images are read first, which comes on top: once, and how long it takes here is not known yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} minutes</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>TrainingController</name>
<message>
<source>Stop the training? What it has predicted so far stays in use, and every annotation is saved.</source>
<translation type="unfinished" />
</message>
<message>
<source>Training is running</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>TrainingStrip</name>
<message>
<source>Backbone, device, epochs and more</source>
<translation type="unfinished" />
</message>
<message>
<source>Cancel</source>
<translation type="unfinished" />
</message>
<message>
<source>Cancel keeps the best weights so far</source>
<translation type="unfinished" />
</message>
<message>
<source>Cancel training</source>
<translation type="unfinished" />
</message>
<message>
<source>Details</source>
<translation type="unfinished" />
</message>
<message>
<source>Do not wait: end the training process and start another one</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn from the labels so far and predict every image ({train})</source>
<translation type="unfinished" />
</message>
<message>
<source>Needs a label present on one image and absent on another</source>
<translation type="unfinished" />
</message>
<message>
<source>Progress of training</source>
<translation type="unfinished" />
</message>
<message>
<source>Restart</source>
<translation type="unfinished" />
</message>
<message>
<source>Restart training process</source>
<translation type="unfinished" />
</message>
<message>
<source>Settings…</source>
<translation type="unfinished" />
</message>
<message>
<source>Show all that is known of this problem</source>
<translation type="unfinished" />
</message>
<message>
<source>Start another training process</source>
<translation type="unfinished" />
</message>
<message>
<source>State of training</source>
<translation type="unfinished" />
</message>
<message>
<source>Stop now</source>
<translation type="unfinished" />
</message>
<message>
<source>Train</source>
<translation type="unfinished" />
</message>
<message>
<source>Train  {train}</source>
<translation type="unfinished" />
</message>
<message>
<source>Training settings…</source>
<translation type="unfinished" />
</message>
<message>
<source>Warning</source>
<translation type="unfinished" />
</message>
<message>
<source>loss</source>
<translation type="unfinished" />
</message>
<message>
<source>score</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>TrustLights</name>
<message>
<source>Average precision {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>No model has learnt it yet: nothing is judged.</source>
<translation type="unfinished" />
</message>
<message>
<source>Not yet calibrated: measured on {0} present and {1} absent; {2} of each are needed.</source>
<translation type="unfinished" />
</message>
<message>
<source>Ready: measured on {0} present and {1} absent images it had not seen.</source>
<translation type="unfinished" />
</message>
<message>
<source>Too few examples: {0} present and {1} absent; {2} of each are needed.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>UndoneImages</name>
<message>
<source>The images that changed are not in view.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>UnlikeImages</name>
<message>
<source>Review them first</source>
<translation type="unfinished" />
</message>
<message>
<source>Show them</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ViewController</name>
<message>
<source>Looking for images in
{0}</source>
<translation type="unfinished" />
</message>
<message>
<source>No images yet in
{0}

Copy images there and choose File › Rescan folders, or drop another folder here.</source>
<translation type="unfinished" />
</message>
<message>
<source>The saved search “{0}” follows: it was “{1}”, and is now “{2}”.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>ViewModes</name>
<message>
<source>There is one image in view: two are needed to compare.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>WorkArea</name>
<message>
<source>Show the label panel</source>
<translation type="unfinished" />
</message>
<message>
<source>Show the sidebar</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>WrittenNotices</name>
<message>
<source>Redo</source>
<translation type="unfinished" />
</message>
<message>
<source>Redone: {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Undo</source>
<translation>撤销</translation>
</message>
<message>
<source>Undone: {0}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0}: {1}.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>WrittenText</name>
<message>
<source>1 image</source>
<translation type="unfinished" />
</message>
<message>
<source>Nothing new</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} absent</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} present</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} unknown again</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>about</name>
<message>
<source>About LabelMT</source>
<translation type="unfinished" />
</message>
<message>
<source>Label images for several tasks at once, while a model learns beside you.</source>
<translation type="unfinished" />
</message>
<message>
<source>Projects: {0}
Settings: {1}
Python {2}, Qt {3}
Apache License 2.0</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>colours</name>
<message>
<source>blue</source>
<translation type="unfinished" />
</message>
<message>
<source>bluish green</source>
<translation type="unfinished" />
</message>
<message>
<source>cyan</source>
<translation type="unfinished" />
</message>
<message>
<source>green</source>
<translation type="unfinished" />
</message>
<message>
<source>olive</source>
<translation type="unfinished" />
</message>
<message>
<source>orange</source>
<translation type="unfinished" />
</message>
<message>
<source>purple</source>
<translation type="unfinished" />
</message>
<message>
<source>reddish purple</source>
<translation type="unfinished" />
</message>
<message>
<source>rose</source>
<translation type="unfinished" />
</message>
<message>
<source>sand</source>
<translation type="unfinished" />
</message>
<message>
<source>sky blue</source>
<translation type="unfinished" />
</message>
<message>
<source>teal</source>
<translation type="unfinished" />
</message>
<message>
<source>vermilion</source>
<translation type="unfinished" />
</message>
<message>
<source>wine</source>
<translation type="unfinished" />
</message>
<message>
<source>yellow</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>errors</name>
<message>
<source>Everything you labelled so far is saved.</source>
<translation type="unfinished" />
</message>
<message>
<source>Something went wrong inside LabelMT.</source>
<translation type="unfinished" />
</message>
<message>
<source>You can go on. Please copy the details and report this as a bug.</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>runs</name>
<message>
<source>({0} to {1})</source>
<translation type="unfinished" />
</message>
<message>
<source>Drawn by chance</source>
<translation type="unfinished" />
</message>
<message>
<source>Test part</source>
<translation type="unfinished" />
</message>
<message>
<source>Unlike photographs</source>
<translation type="unfinished" />
</message>
<message>
<source>Validation</source>
<translation type="unfinished" />
</message>
<message>
<source>accuracy</source>
<translation type="unfinished" />
</message>
<message>
<source>as you label</source>
<translation type="unfinished" />
</message>
<message>
<source>calibration error</source>
<translation type="unfinished" />
</message>
<message>
<source>failed</source>
<translation type="unfinished" />
</message>
<message>
<source>fine-tuned</source>
<translation type="unfinished" />
</message>
<message>
<source>finished</source>
<translation type="unfinished" />
</message>
<message>
<source>heads</source>
<translation type="unfinished" />
</message>
<message>
<source>images judged</source>
<translation type="unfinished" />
</message>
<message>
<source>labels judged</source>
<translation type="unfinished" />
</message>
<message>
<source>mAP</source>
<translation type="unfinished" />
</message>
<message>
<source>macro F1</source>
<translation type="unfinished" />
</message>
<message>
<source>micro F1</source>
<translation type="unfinished" />
</message>
<message>
<source>predicts</source>
<translation type="unfinished" />
</message>
<message>
<source>stopped early</source>
<translation type="unfinished" />
</message>
<message>
<source>too few to tell</source>
<translation type="unfinished" />
</message>
<message>
<source>under way</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} of {1}</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>schema</name>
<message>
<source>1 annotation</source>
<translation type="unfinished" />
</message>
<message>
<source>1 conflict</source>
<translation type="unfinished" />
</message>
<message>
<source>1 follows</source>
<translation type="unfinished" />
</message>
<message>
<source>Change what “{0}” implies?</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete the task “{0}” with its labels?</source>
<translation type="unfinished" />
</message>
<message>
<source>Delete {0}?</source>
<translation type="unfinished" />
</message>
<message>
<source>Do this?</source>
<translation type="unfinished" />
</message>
<message>
<source>Merge {0} into “{1}”?</source>
<translation type="unfinished" />
</message>
<message>
<source>Move {0} to the task “{1}”?</source>
<translation type="unfinished" />
</message>
<message>
<source>No annotation is touched.</source>
<translation type="unfinished" />
</message>
<message>
<source>On one image present and absent meet: present stays.</source>
<translation type="unfinished" />
</message>
<message>
<source>On one image two labels cannot both stay: the first one does.</source>
<translation type="unfinished" />
</message>
<message>
<source>On {0} images present and absent meet: present stays.</source>
<translation type="unfinished" />
</message>
<message>
<source>On {0} images two labels cannot both stay: the first one does.</source>
<translation type="unfinished" />
</message>
<message>
<source>One annotation follows from the hierarchy.</source>
<translation type="unfinished" />
</message>
<message>
<source>One annotation on {1} goes with it.</source>
<translation type="unfinished" />
</message>
<message>
<source>One annotation on {1} is united with it.</source>
<translation type="unfinished" />
</message>
<message>
<source>One annotation on {1} moves along.</source>
<translation type="unfinished" />
</message>
<message>
<source>One annotation on {1}.</source>
<translation type="unfinished" />
</message>
<message>
<source>You can undo this.</source>
<translation type="unfinished" />
</message>
<message>
<source>one image</source>
<translation type="unfinished" />
</message>
<message>
<source>the label “{0}”</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations follow from the hierarchy.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations on {1} are united with it.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations on {1} go with it.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations on {1} move along.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} annotations on {1}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} conflicts</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} follow</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} images</source>
<translation type="unfinished" />
</message>
<message>
<source>{0} labels</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>search_hints</name>
<message>
<source>A to Z</source>
<translation type="unfinished" />
</message>
<message>
<source>a comment has this text in it</source>
<translation type="unfinished" />
</message>
<message>
<source>a label is known to be absent</source>
<translation type="unfinished" />
</message>
<message>
<source>a part of the camera's name</source>
<translation type="unfinished" />
</message>
<message>
<source>a person</source>
<translation type="unfinished" />
</message>
<message>
<source>a random sample of this size, always the same</source>
<translation type="unfinished" />
</message>
<message>
<source>a state</source>
<translation type="unfinished" />
</message>
<message>
<source>a table</source>
<translation type="unfinished" />
</message>
<message>
<source>an accepted suggestion</source>
<translation type="unfinished" />
</message>
<message>
<source>an annotation may be a mistake</source>
<translation type="unfinished" />
</message>
<message>
<source>annotated before a day</source>
<translation type="unfinished" />
</message>
<message>
<source>annotated on a day or later</source>
<translation type="unfinished" />
</message>
<message>
<source>annotation and model disagree</source>
<translation type="unfinished" />
</message>
<message>
<source>best first</source>
<translation type="unfinished" />
</message>
<message>
<source>cannot be shown</source>
<translation type="unfinished" />
</message>
<message>
<source>day, month or year: taken:2024-06-01..2024-07</source>
<translation type="unfinished" />
</message>
<message>
<source>degrees and distance: place:52.52,13.41,5km</source>
<translation type="unfinished" />
</message>
<message>
<source>flagged as unsure</source>
<translation type="unfinished" />
</message>
<message>
<source>folder or file; * stands for any text</source>
<translation type="unfinished" />
</message>
<message>
<source>has a label</source>
<translation type="unfinished" />
</message>
<message>
<source>has a near-duplicate</source>
<translation type="unfinished" />
</message>
<message>
<source>how many labels are present</source>
<translation type="unfinished" />
</message>
<message>
<source>how unsure the model is, 0 to 1</source>
<translation type="unfinished" />
</message>
<message>
<source>its duplicates have different labels</source>
<translation type="unfinished" />
</message>
<message>
<source>labelled without a look at it</source>
<translation type="unfinished" />
</message>
<message>
<source>most labels first</source>
<translation type="unfinished" />
</message>
<message>
<source>most probable first</source>
<translation type="unfinished" />
</message>
<message>
<source>most probable mistake first</source>
<translation type="unfinished" />
</message>
<message>
<source>most similar first</source>
<translation type="unfinished" />
</message>
<message>
<source>most uncertain first</source>
<translation type="unfinished" />
</message>
<message>
<source>nothing is known of a label</source>
<translation type="unfinished" />
</message>
<message>
<source>nothing is known yet</source>
<translation type="unfinished" />
</message>
<message>
<source>number of the run that suggested it</source>
<translation type="unfinished" />
</message>
<message>
<source>oldest file first</source>
<translation type="unfinished" />
</message>
<message>
<source>oldest first</source>
<translation type="unfinished" />
</message>
<message>
<source>oldest photograph first</source>
<translation type="unfinished" />
</message>
<message>
<source>only these images, by number: image:#17,#20</source>
<translation type="unfinished" />
</message>
<message>
<source>order; sort:-date reverses it</source>
<translation type="unfinished" />
</message>
<message>
<source>probability of a label</source>
<translation type="unfinished" />
</message>
<message>
<source>similar to the image named</source>
<translation type="unfinished" />
</message>
<message>
<source>similarity to the image named by like:, up to 1</source>
<translation type="unfinished" />
</message>
<message>
<source>size of the file, as in 2MB</source>
<translation type="unfinished" />
</message>
<message>
<source>smallest first</source>
<translation type="unfinished" />
</message>
<message>
<source>something is known</source>
<translation type="unfinished" />
</message>
<message>
<source>stars, 0 to 5</source>
<translation type="unfinished" />
</message>
<message>
<source>suggested by the model, not labelled yet</source>
<translation type="unfinished" />
</message>
<message>
<source>suspected, and confirmed by a person</source>
<translation type="unfinished" />
</message>
<message>
<source>task, or task=label</source>
<translation type="unfinished" />
</message>
<message>
<source>the file is not there</source>
<translation type="unfinished" />
</message>
<message>
<source>the label of the annotation</source>
<translation type="unfinished" />
</message>
<message>
<source>the model has predicted it</source>
<translation type="unfinished" />
</message>
<message>
<source>unlike any annotated image</source>
<translation type="unfinished" />
</message>
<message>
<source>where an annotation came from</source>
<translation type="unfinished" />
</message>
<message>
<source>who annotated</source>
<translation type="unfinished" />
</message>
<message>
<source>you</source>
<translation type="unfinished" />
</message>
</context>
</TS>
