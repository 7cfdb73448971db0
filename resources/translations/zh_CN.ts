<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
<name>AcceptDialog</name>
<message>
<source>Accept</source>
<translation>接受</translation>
</message>
<message>
<source>Accept suggestions</source>
<translation>接受建议</translation>
</message>
<message>
<source>All labels</source>
<translation>所有标签</translation>
</message>
<message>
<source>How many are right cannot be told yet: there are too few such suggestions on images that the model did not learn from.</source>
<translation>还无法判断其中多少是对的：在模型没有学过的图像上，这样的建议太少。</translation>
</message>
<message>
<source>Labels</source>
<translation>标签</translation>
</message>
<message>
<source>Labels to accept</source>
<translation>要接受的标签</translation>
</message>
<message>
<source>Least probability</source>
<translation>最低概率</translation>
</message>
<message>
<source>Of images like those annotated so far, about {0} % would be right ({1} to {2} %), judged by {3} suggestions on images that the model did not learn from. On others it may be fewer.</source>
<translation>对与已标注图像类似的图像，约 {0} % 是对的（{1} 到 {2} %），依据是模型没有学过的图像上的 {3} 条建议。其他图像上可能更低。</translation>
</message>
<message>
<source>Of those accepted before: {0}.</source>
<translation>此前接受的建议：{0}。</translation>
</message>
<message>
<source>Of your photographs, about {0} % are right ({1} to {2} %), judged by {3} suggestions on images that were drawn by chance and not learnt from.</source>
<translation>在你的照片中，约 {0} % 是对的（{1} 到 {2} %），依据是随机抽取且未参与学习的图像上的 {3} 条建议。</translation>
</message>
<message>
<source>Probability at least</source>
<translation>概率不低于</translation>
</message>
<message>
<source>Set absent what is at most {0} probable</source>
<translation>概率不高于 {0} 的设为“无”</translation>
</message>
<message>
<source>Task {0}</source>
<translation>任务 {0}</translation>
</message>
<message>
<source>There are no predictions yet.</source>
<translation>还没有预测。</translation>
</message>
<message>
<source>{0} annotations on {1} of the {2} images in view.</source>
<translation>视图中 {2} 张图像里的 {1} 张，共 {0} 条标注。</translation>
</message>
<message>
<source>{0} are set absent; by the model's own probabilities about {1} of them are present.</source>
<translation>{0} 条设为“无”；按模型自己的概率，其中约 {1} 条其实是“有”。</translation>
</message>
<message>
<source>{0} of these images look unlike any you annotated.</source>
<translation>其中 {0} 张看起来与你标注过的图像都不像。</translation>
</message>
</context>
<context>
<name>AcceptanceCheck</name>
<message>
<source>Check {0} of them</source>
<translation>抽查其中 {0} 条</translation>
</message>
<message>
<source>Labelled without a look at each image. A check of {0}, drawn by chance, tells how many are right.</source>
<translation>这些标注没有逐张看过。随机抽查 {0} 条，就能知道有多少是对的。</translation>
</message>
<message>
<source>Of what was accepted: {0}</source>
<translation>已接受的建议：{0}</translation>
</message>
<message>
<source>checked none</source>
<translation>尚未抽查</translation>
</message>
<message>
<source>checked {0}, right {1} ({2} to {3} %)</source>
<translation>抽查 {0} 条，{1} 条正确（{2} 到 {3} %）</translation>
</message>
</context>
<context>
<name>Actions</name>
<message>
<source>A project, or a folder…</source>
<translation>项目，或文件夹…</translation>
</message>
<message>
<source>About LabelMT</source>
<translation>关于 LabelMT</translation>
</message>
<message>
<source>Accept suggestions</source>
<translation>接受建议</translation>
</message>
<message>
<source>Accept suggestions above…</source>
<translation>接受高于阈值的建议…</translation>
</message>
<message>
<source>Actual pixels</source>
<translation>实际像素</translation>
</message>
<message>
<source>Add a task</source>
<translation>添加任务</translation>
</message>
<message>
<source>Agreement between people…</source>
<translation>人员之间的一致性…</translation>
</message>
<message>
<source>An ONNX file…</source>
<translation>ONNX 文件…</translation>
</message>
<message>
<source>Change labels and tasks</source>
<translation>更改标签和任务</translation>
</message>
<message>
<source>Close project</source>
<translation>关闭项目</translation>
</message>
<message>
<source>Comment</source>
<translation>备注</translation>
</message>
<message>
<source>Compare sharing between tasks</source>
<translation>比较任务间的共享</translation>
</message>
<message>
<source>Compare two images</source>
<translation>比较两张图像</translation>
</message>
<message>
<source>Confirm labels of changed images</source>
<translation>确认已变化图像的标签</translation>
</message>
<message>
<source>Contact sheet…</source>
<translation>缩略图表…</translation>
</message>
<message>
<source>Copy labels</source>
<translation>复制标签</translation>
</message>
<message>
<source>Copy why images cannot be shown</source>
<translation>复制图像无法显示的原因</translation>
</message>
<message>
<source>Correct this label</source>
<translation>更正此标签</translation>
</message>
<message>
<source>Delete label or task…</source>
<translation>删除标签或任务…</translation>
</message>
<message>
<source>Disputed labels</source>
<translation>有争议的标签</translation>
</message>
<message>
<source>Documentation</source>
<translation>文档</translation>
</message>
<message>
<source>Duplicates</source>
<translation>重复图像</translation>
</message>
<message>
<source>Duplicates with different labels</source>
<translation>标签不一致的重复图像</translation>
</message>
<message>
<source>Duplicates: transfer labels</source>
<translation>重复图像：传递标签</translation>
</message>
<message>
<source>Edit</source>
<translation>编辑</translation>
</message>
<message>
<source>Export labels…</source>
<translation>导出标签…</translation>
</message>
<message>
<source>Export model…</source>
<translation>导出模型…</translation>
</message>
<message>
<source>File</source>
<translation>文件</translation>
</message>
<message>
<source>Files to take…</source>
<translation>要纳入的文件…</translation>
</message>
<message>
<source>Find</source>
<translation>查找</translation>
</message>
<message>
<source>Find or add a label</source>
<translation>查找或添加标签</translation>
</message>
<message>
<source>Fit the image</source>
<translation>适合窗口</translation>
</message>
<message>
<source>Flag as unsure</source>
<translation>标记为存疑</translation>
</message>
<message>
<source>Follow links out of the folders</source>
<translation>跟随指向文件夹之外的链接</translation>
</message>
<message>
<source>Full screen</source>
<translation>全屏</translation>
</message>
<message>
<source>Go to the menus</source>
<translation>转到菜单</translation>
</message>
<message>
<source>Go to the next image after a label key</source>
<translation>按标签键后转到下一张图像</translation>
</message>
<message>
<source>Groups: next group</source>
<translation>分组：下一组</translation>
</message>
<message>
<source>Help</source>
<translation>帮助</translation>
</message>
<message>
<source>History…</source>
<translation>历史…</translation>
</message>
<message>
<source>Images that cannot be shown…</source>
<translation>无法显示的图像…</translation>
</message>
<message>
<source>Images unlike any annotated</source>
<translation>与已标注图像都不像的图像</translation>
</message>
<message>
<source>Import labels from a file…</source>
<translation>从文件导入标签…</translation>
</message>
<message>
<source>Import labels from a folder…</source>
<translation>从文件夹导入标签…</translation>
</message>
<message>
<source>Keep this label</source>
<translation>保留此标签</translation>
</message>
<message>
<source>Keyboard shortcuts</source>
<translation>键盘快捷键</translation>
</message>
<message>
<source>Label</source>
<translation>标注</translation>
</message>
<message>
<source>Label groups of similar images</source>
<translation>按相似图像分组标注</translation>
</message>
<message>
<source>Label keys</source>
<translation>标签按键</translation>
</message>
<message>
<source>Label keys set the rest of the task absent (single image)</source>
<translation>标签键同时把本任务其余标签设为“无”（单张图像）</translation>
</message>
<message>
<source>Label panel</source>
<translation>标签面板</translation>
</message>
<message>
<source>Language</source>
<translation>语言 (Language)</translation>
</message>
<message>
<source>Larger thumbnails</source>
<translation>放大缩略图</translation>
</message>
<message>
<source>Learn from the tags I already have…</source>
<translation>从已有的关键词学习…</translation>
</message>
<message>
<source>Learning engine…</source>
<translation>学习引擎…</translation>
</message>
<message>
<source>Locate a moved folder…</source>
<translation>重新定位移动过的文件夹…</translation>
</message>
<message>
<source>Map</source>
<translation>地图</translation>
</message>
<message>
<source>Model</source>
<translation>模型</translation>
</message>
<message>
<source>Move files to the trash…</source>
<translation>将文件移到回收站…</translation>
</message>
<message>
<source>Next set of label keys</source>
<translation>下一组标签键</translation>
</message>
<message>
<source>No rating</source>
<translation>不评分</translation>
</message>
<message>
<source>One step back</source>
<translation>返回一步</translation>
</message>
<message>
<source>Open a folder of images…</source>
<translation>打开图像文件夹…</translation>
</message>
<message>
<source>Open a project…</source>
<translation>打开项目…</translation>
</message>
<message>
<source>Open image</source>
<translation>打开图像</translation>
</message>
<message>
<source>Paste labels</source>
<translation>粘贴标签</translation>
</message>
<message>
<source>Paste only present labels</source>
<translation>只粘贴“有”的标签</translation>
</message>
<message>
<source>Preferences…</source>
<translation>首选项…</translation>
</message>
<message>
<source>Quit</source>
<translation>退出</translation>
</message>
<message>
<source>Rating</source>
<translation>评分</translation>
</message>
<message>
<source>Rating: 1 of 5</source>
<translation>评分：1 / 5</translation>
</message>
<message>
<source>Rating: 2 of 5</source>
<translation>评分：2 / 5</translation>
</message>
<message>
<source>Rating: 3 of 5</source>
<translation>评分：3 / 5</translation>
</message>
<message>
<source>Rating: 4 of 5</source>
<translation>评分：4 / 5</translation>
</message>
<message>
<source>Rating: 5 of 5</source>
<translation>评分：5 / 5</translation>
</message>
<message>
<source>Recent projects</source>
<translation>最近的项目</translation>
</message>
<message>
<source>Redo</source>
<translation>重做</translation>
</message>
<message>
<source>Rename label or task</source>
<translation>重命名标签或任务</translation>
</message>
<message>
<source>Repeat the last label</source>
<translation>重复上一个标签</translation>
</message>
<message>
<source>Report…</source>
<translation>报告…</translation>
</message>
<message>
<source>Rescan folders</source>
<translation>重新扫描文件夹</translation>
</message>
<message>
<source>Reset window and level</source>
<translation>重置窗宽窗位</translation>
</message>
<message>
<source>Restore a backup…</source>
<translation>恢复备份…</translation>
</message>
<message>
<source>Resume an interrupted training</source>
<translation>继续中断的训练</translation>
</message>
<message>
<source>Review images unlike any annotated first</source>
<translation>先审阅与已标注图像都不像的</translation>
</message>
<message>
<source>Review the next image</source>
<translation>审阅下一张图像</translation>
</message>
<message>
<source>Review: accept and go on</source>
<translation>审阅：接受并继续</translation>
</message>
<message>
<source>Runs…</source>
<translation>训练记录…</translation>
</message>
<message>
<source>Save this search…</source>
<translation>保存此搜索…</translation>
</message>
<message>
<source>Search syntax</source>
<translation>搜索语法</translation>
</message>
<message>
<source>Select all images</source>
<translation>选择所有图像</translation>
</message>
<message>
<source>Set the rest of all tasks absent</source>
<translation>把所有任务的其余标签设为“无”</translation>
</message>
<message>
<source>Set the rest of this task absent</source>
<translation>把本任务的其余标签设为“无”</translation>
</message>
<message>
<source>Settle as it counts now</source>
<translation>按目前的结果裁定</translation>
</message>
<message>
<source>Settle the other way</source>
<translation>按相反的结果裁定</translation>
</message>
<message>
<source>Several people</source>
<translation>多人协作</translation>
</message>
<message>
<source>Show in the file manager</source>
<translation>在文件管理器中显示</translation>
</message>
<message>
<source>Show labelled images whose file changed</source>
<translation>显示文件已变化的已标注图像</translation>
</message>
<message>
<source>Sidebar</source>
<translation>侧边栏</translation>
</message>
<message>
<source>Similar images</source>
<translation>相似图像</translation>
</message>
<message>
<source>Smaller thumbnails</source>
<translation>缩小缩略图</translation>
</message>
<message>
<source>Sort by</source>
<translation>排序方式</translation>
</message>
<message>
<source>Suggest with another project's model</source>
<translation>用另一个项目的模型给出建议</translation>
</message>
<message>
<source>Suspected mistakes</source>
<translation>可疑标注</translation>
</message>
<message>
<source>Sweep for one label</source>
<translation>逐图刷标一个标签</translation>
</message>
<message>
<source>Sweep: accept the rest, next label</source>
<translation>刷标：接受其余建议，下一个标签</translation>
</message>
<message>
<source>Tasks and labels…</source>
<translation>任务和标签…</translation>
</message>
<message>
<source>Theme</source>
<translation>主题</translation>
</message>
<message>
<source>Train without asking for a time limit</source>
<translation>训练前不询问时间上限</translation>
</message>
<message>
<source>Try the example</source>
<translation>试用示例</translation>
</message>
<message>
<source>Try unreadable images again</source>
<translation>重试无法读取的图像</translation>
</message>
<message>
<source>Undo</source>
<translation>撤销</translation>
</message>
<message>
<source>Update view</source>
<translation>更新视图</translation>
</message>
<message>
<source>View</source>
<translation>视图</translation>
</message>
<message>
<source>Watch the folders for new images</source>
<translation>监视文件夹中的新图像</translation>
</message>
<message>
<source>What the colours mean</source>
<translation>颜色的含义</translation>
</message>
<message>
<source>What this label means</source>
<translation>此标签的含义</translation>
</message>
<message>
<source>Why? Show where the model sees the label</source>
<translation>为什么？显示模型依据图像的哪里</translation>
</message>
<message>
<source>Window and level from what is in view</source>
<translation>按当前画面设置窗宽窗位</translation>
</message>
</context>
<context>
<name>AgreementDialog</name>
<message>
<source>Agreement</source>
<translation>一致性</translation>
</message>
<message>
<source>Agreement between people</source>
<translation>人员之间的一致性</translation>
</message>
<message>
<source>Comparing what people said…</source>
<translation>正在比较各人的标注…</translation>
</message>
<message>
<source>Disputed</source>
<translation>有争议</translation>
</message>
<message>
<source>Images</source>
<translation>图像</translation>
</message>
<message>
<source>Label</source>
<translation>标签</translation>
</message>
<message>
<source>No image was labelled by two people. Import a colleague's labels with their name, or let them label in this project under a name of their own (Edit › Preferences…).</source>
<translation>没有图像由两个人标注过。请导入同事的标签并注明其姓名，或让同事在此项目中以自己的名字标注（编辑 › 首选项…）。</translation>
</message>
<message>
<source>Of images that two people or more looked at, or brought along in an import. κ is Cohen's of two people and Fleiss' of more, α Krippendorff's: 1 is full agreement, 0 what chance alone would give. In parentheses: 95 % intervals, by drawing images anew. Who saw what another said before they said it themselves agrees too easily.</source>
<translation>针对由两人或更多人看过、或随导入带来的图像。κ 在两人时为 Cohen 的 κ，多于两人时为 Fleiss 的 κ，α 为 Krippendorff 的 α：1 表示完全一致，0 表示仅凭偶然得到的一致。括号内为通过重新抽取图像得到的 95 % 区间。若先看到别人的标注再自己标注，就太容易一致。</translation>
</message>
<message>
<source>People</source>
<translation>人数</translation>
</message>
<message>
<source>Show what is disputed</source>
<translation>显示有争议的图像</translation>
</message>
<message>
<source>too few to tell</source>
<translation>太少，无法判断</translation>
</message>
<message>
<source>{0} ({1} – {2})</source>
<translation>{0}（{1} – {2}）</translation>
</message>
<message>
<source>{0} images have annotations of several people. {1}.</source>
<translation>{0} 张图像有多人的标注。{1}。</translation>
</message>
<message>
<source>{0}: {1} annotations of {2} images</source>
<translation>{0}：{2} 张图像的 {1} 条标注</translation>
</message>
<message>
<source>α</source>
<translation>α</translation>
</message>
<message>
<source>κ</source>
<translation>κ</translation>
</message>
</context>
<context>
<name>BackupsController</name>
<message>
<source>All annotations are saved in the project itself.</source>
<translation>所有标注都已保存在项目中。</translation>
</message>
<message>
<source>All annotations are there.</source>
<translation>所有标注都在。</translation>
</message>
<message>
<source>No backup of this project can be written.</source>
<translation>无法为此项目写入备份。</translation>
</message>
<message>
<source>Nothing more can be saved where the project was.</source>
<translation>项目原来所在的位置已无法再保存。</translation>
</message>
<message>
<source>Restore a project</source>
<translation>恢复项目</translation>
</message>
<message>
<source>Save elsewhere…</source>
<translation>另存到别处…</translation>
</message>
<message>
<source>Save the project in</source>
<translation>把项目保存到</translation>
</message>
<message>
<source>The predictions that were kept are damaged and cannot be shown.</source>
<translation>保存的预测已损坏，无法显示。</translation>
</message>
<message>
<source>The project is open for reading only.</source>
<translation>项目以只读方式打开。</translation>
</message>
<message>
<source>This project is also open in another window.</source>
<translation>此项目也在另一个窗口中打开。</translation>
</message>
<message>
<source>Train again, or let another run predict.</source>
<translation>请重新训练，或改用另一个运行来预测。</translation>
</message>
<message>
<source>What is done there is shown here; undo takes back your own.</source>
<translation>那边的操作会显示在这里；撤销只撤回你自己的操作。</translation>
</message>
<message>
<source>What was saved before can be written to another folder.</source>
<translation>此前保存的内容可以写到另一个文件夹。</translation>
</message>
</context>
<context>
<name>Browser</name>
<message>
<source>Accept what is outlined; review and groups go on</source>
<translation>接受带轮廓的建议；审阅和分组继续下一步</translation>
</message>
<message>
<source>Add or remove the current image</source>
<translation>添加或移除当前图像</translation>
</message>
<message>
<source>Arrows, Page Up, Page Down, Home, End</source>
<translation>方向键、Page Up、Page Down、Home、End</translation>
</message>
<message>
<source>Backspace</source>
<translation>Backspace</translation>
</message>
<message>
<source>Ctrl+Arrows, Home</source>
<translation>Ctrl+方向键、Home</translation>
</message>
<message>
<source>Ctrl+Space</source>
<translation>Ctrl+Space</translation>
</message>
<message>
<source>Drag with the right button</source>
<translation>按住右键拖动</translation>
</message>
<message>
<source>Enter</source>
<translation>Enter</translation>
</message>
<message>
<source>Groups: next group</source>
<translation>分组：下一组</translation>
</message>
<message>
<source>Groups: remove or add the image</source>
<translation>分组：移除或添加图像</translation>
</message>
<message>
<source>Labels</source>
<translation>标签</translation>
</message>
<message>
<source>Map: move it, show all of it</source>
<translation>地图：移动、显示全部</translation>
</message>
<message>
<source>Move</source>
<translation>移动</translation>
</message>
<message>
<source>One image of more than 8 bits: window and level</source>
<translation>单张超过 8 位的图像：窗宽窗位</translation>
</message>
<message>
<source>One image or the map: zoom in, zoom out</source>
<translation>单张图像或地图：放大、缩小</translation>
</message>
<message>
<source>One image: next, previous</source>
<translation>单张图像：下一张、上一张</translation>
</message>
<message>
<source>Open the image, go back</source>
<translation>打开图像，返回</translation>
</message>
<message>
<source>Right, Left</source>
<translation>右、左方向键</translation>
</message>
<message>
<source>Select more</source>
<translation>扩大选择</translation>
</message>
<message>
<source>Shift+Arrows</source>
<translation>Shift+方向键</translation>
</message>
<message>
<source>Shift+Space, Backspace</source>
<translation>Shift+Space、Backspace</translation>
</message>
<message>
<source>Space</source>
<translation>Space</translation>
</message>
<message>
<source>Sweep: absent, unknown</source>
<translation>刷标：无、未知</translation>
</message>
<message>
<source>Tab</source>
<translation>Tab</translation>
</message>
<message>
<source>Two images: switch between them</source>
<translation>两张图像：在两者间切换</translation>
</message>
<message>
<source>Use as example of</source>
<translation>用作示例</translation>
</message>
</context>
<context>
<name>ChangeKeyDialog</name>
<message>
<source>Key of “{0}”</source>
<translation>“{0}”的快捷键</translation>
</message>
<message>
<source>New key</source>
<translation>新快捷键</translation>
</message>
<message>
<source>No key</source>
<translation>无快捷键</translation>
</message>
<message>
<source>Press the new key.</source>
<translation>请按新的快捷键。</translation>
</message>
<message>
<source>Use this key</source>
<translation>使用此键</translation>
</message>
<message>
<source>{0} is a key of labels or images. Press it with Ctrl, or another key.</source>
<translation>{0} 是标签或图像的按键。请与 Ctrl 一起按，或换一个键。</translation>
</message>
<message>
<source>{0} is free.</source>
<translation>{0} 可以使用。</translation>
</message>
<message>
<source>{0} is the key of “{1}”, which cannot be changed. Press another key.</source>
<translation>{0} 是“{1}”的快捷键，不能更改。请按另一个键。</translation>
</message>
<message>
<source>{0} is the key of “{1}”, which would have none.</source>
<translation>{0} 是“{1}”的快捷键，改后它将没有快捷键。</translation>
</message>
</context>
<context>
<name>ChangedImages</name>
<message>
<source>Look at them, correct their labels, then choose File › Confirm labels of images that changed.</source>
<translation>请查看这些图像，更正标签，然后选择“文件 › 确认已变化图像的标签”。</translation>
</message>
<message>
<source>None of the selected images holds another picture than was labelled.</source>
<translation>所选图像的内容都与标注时相同。</translation>
</message>
<message>
<source>Of {0} it was not known what they held: they may be the same pictures.</source>
<translation>其中 {0} 张当时的内容不明：可能就是同一张图。</translation>
</message>
<message>
<source>Their labels were kept.</source>
<translation>它们的标签已保留。</translation>
</message>
<message>
<source>{0} labelled images hold another picture now.</source>
<translation>{0} 张已标注图像的内容现在变了。</translation>
</message>
<message>
<source>{0} labelled images may hold another picture now.</source>
<translation>{0} 张已标注图像的内容现在可能变了。</translation>
</message>
</context>
<context>
<name>CheckBanner</name>
<message>
<source>Check</source>
<translation>抽查</translation>
</message>
<message>
<source>Drawn by chance from what was accepted. What the model and you said before is hidden, so that your answer tells how much of it is right.</source>
<translation>从已接受的建议中随机抽取。模型和你之前的判断都已隐藏，这样你的回答才能说明其中有多少是对的。</translation>
</message>
<message>
<source>Is “{0}” on this image?</source>
<translation>这张图像上有“{0}”吗？</translation>
</message>
<message>
<source>No</source>
<translation>否</translation>
</message>
<message>
<source>Progress of the check</source>
<translation>抽查进度</translation>
</message>
<message>
<source>Question</source>
<translation>问题</translation>
</message>
<message>
<source>Shift+{0}</source>
<translation>Shift+{0}</translation>
</message>
<message>
<source>Yes</source>
<translation>是</translation>
</message>
<message>
<source>{0} of {1}</source>
<translation>{0} / {1}</translation>
</message>
</context>
<context>
<name>ChosenImages</name>
<message>
<source>Saved view “{0}”</source>
<translation>已保存的视图“{0}”</translation>
</message>
<message>
<source>The images in view ({0})</source>
<translation>视图中的图像（{0}）</translation>
</message>
<message>
<source>The images selected ({0})</source>
<translation>所选图像（{0}）</translation>
</message>
</context>
<context>
<name>ComparisonPage</name>
<message>
<source>AP before</source>
<translation>之前的 AP</translation>
</message>
<message>
<source>AP now</source>
<translation>现在的 AP</translation>
</message>
<message>
<source>Both were judged by {0} of the same images.</source>
<translation>两者都按相同的 {0} 张图像评判。</translation>
</message>
<message>
<source>Change</source>
<translation>变化</translation>
</message>
<message>
<source>Choose a run</source>
<translation>选择一个运行</translation>
</message>
<message>
<source>Choose a run to compare this one with.</source>
<translation>请选择一个运行与此运行比较。</translation>
</message>
<message>
<source>Compare with</source>
<translation>比较对象</translation>
</message>
<message>
<source>Label</source>
<translation>标签</translation>
</message>
<message>
<source>Labels in both runs</source>
<translation>两个运行都有的标签</translation>
</message>
<message>
<source>One of them did not keep what it was judged by.</source>
<translation>其中一个没有保留评判依据。</translation>
</message>
<message>
<source>Present</source>
<translation>有</translation>
</message>
<message>
<source>Show {0} images that got better</source>
<translation>显示 {0} 张变好的图像</translation>
</message>
<message>
<source>Show {0} images that got worse</source>
<translation>显示 {0} 张变差的图像</translation>
</message>
<message>
<source>Task</source>
<translation>任务</translation>
</message>
<message>
<source>There is no other run</source>
<translation>没有其他运行</translation>
</message>
<message>
<source>Too few images of any label to tell which run is better.</source>
<translation>各标签的图像都太少，无法判断哪个运行更好。</translation>
</message>
<message>
<source>too few</source>
<translation>太少</translation>
</message>
<message>
<source>{0} labels are better, {1} are worse, of {2} that both can tell.</source>
<translation>在两者都能判断的 {2} 个标签中，{0} 个变好，{1} 个变差。</translation>
</message>
</context>
<context>
<name>CompletionList</name>
<message>
<source>Completions</source>
<translation>补全</translation>
</message>
</context>
<context>
<name>ConfusionModel</name>
<message>
<source>{0} images of {1} are recognised</source>
<translation>{1} 张中有 {0} 张识别正确</translation>
</message>
<message>
<source>{0} images of {1} are taken for {2}</source>
<translation>{1} 张中有 {0} 张被认作 {2}</translation>
</message>
<message>
<source>{0} is missed on {1} images</source>
<translation>{0} 在 {1} 张图像上漏报</translation>
</message>
<message>
<source>{0} is seen where it is not on {1} images that show {2}</source>
<translation>{0} 在 {1} 张有 {2} 的图像上误报</translation>
</message>
</context>
<context>
<name>ConfusionPage</name>
<message>
<source>Lines: a label that is present. Columns: a label that the run sees there though it is absent; on the diagonal, one that it missed. A click shows the images.</source>
<translation>行：实际有的标签。列：实际没有、但运行认为有的标签；对角线上是漏报的。点击可显示图像。</translation>
</message>
<message>
<source>Lines: what was annotated. Columns: what the run says. A click shows the images.</source>
<translation>行：标注的标签。列：运行给出的标签。点击可显示图像。</translation>
</message>
<message>
<source>This run did not keep what it was judged by.</source>
<translation>此运行没有保留评判依据。</translation>
</message>
<message>
<source>Which labels are taken for which</source>
<translation>哪些标签互相混淆</translation>
</message>
</context>
<context>
<name>Consent</name>
<message>
<source>Accept what is suggested of these images?</source>
<translation>接受这些图像的建议？</translation>
</message>
<message>
<source>Label these images “{0}”, and set the rest absent?</source>
<translation>把这些图像标为“{0}”，并把其余标签设为“无”？</translation>
</message>
<message>
<source>Label these images “{0}”?</source>
<translation>把这些图像标为“{0}”？</translation>
</message>
<message>
<source>Set what is unknown of these images absent?</source>
<translation>把这些图像上未知的标签设为“无”？</translation>
</message>
</context>
<context>
<name>ContactSheetDialog</name>
<message>
<source>Below each</source>
<translation>每张下方</translation>
</message>
<message>
<source>Columns</source>
<translation>列</translation>
</message>
<message>
<source>Contact sheet</source>
<translation>缩略图表</translation>
</message>
<message>
<source>Heading</source>
<translation>标题</translation>
</message>
<message>
<source>Images</source>
<translation>图像</translation>
</message>
<message>
<source>Labels</source>
<translation>标签</translation>
</message>
<message>
<source>Names</source>
<translation>名称</translation>
</message>
<message>
<source>Paper</source>
<translation>纸张</translation>
</message>
<message>
<source>Selected images: {0}</source>
<translation>选中的图像：{0}</translation>
</message>
<message>
<source>The {0} images in view</source>
<translation>视图中的 {0} 张图像</translation>
</message>
<message>
<source>Write contact sheet</source>
<translation>写缩略图表</translation>
</message>
<message>
<source>Write to</source>
<translation>写入到</translation>
</message>
</context>
<context>
<name>CooccurrenceModel</name>
<message>
<source>{0} is annotated on {1} images</source>
<translation>{1} 张图像标注了 {0}</translation>
</message>
<message>
<source>{0} of the {1} images with {2} show {3} as well ({4} %)</source>
<translation>{1} 张有 {2} 的图像中，{0} 张也有 {3}（{4} %）</translation>
</message>
</context>
<context>
<name>CooccurrencePage</name>
<message>
<source>Images annotated with both labels; on the diagonal, with the one. The ground is as strong as their share of the line's images. A click shows them.</source>
<translation>同时标注了两个标签的图像；对角线上是只看一个标签的数目。底色深浅表示占该行图像的比例。点击可显示图像。</translation>
</message>
<message>
<source>Which labels are annotated together</source>
<translation>哪些标签一起出现</translation>
</message>
</context>
<context>
<name>CrashRecovery</name>
<message>
<source>After an interruption</source>
<translation>意外中断之后</translation>
</message>
<message>
<source>Everything you had labelled is saved.</source>
<translation>你标注的一切都已保存。</translation>
</message>
<message>
<source>LabelMT was cut off while it was opening “{0}”.</source>
<translation>LabelMT 在打开“{0}”时中断了。</translation>
</message>
<message>
<source>LabelMT was cut off while “{0}” was open.</source>
<translation>LabelMT 在“{0}”打开时中断了。</translation>
</message>
<message>
<source>Open it again</source>
<translation>再次打开</translation>
</message>
<message>
<source>Start without it</source>
<translation>不打开它，直接启动</translation>
</message>
</context>
<context>
<name>CurvesPage</name>
<message>
<source>Loss</source>
<translation>损失</translation>
</message>
<message>
<source>Score on validation images</source>
<translation>验证图像上的得分</translation>
</message>
<message>
<source>This run kept no curves.</source>
<translation>此运行没有保留曲线。</translation>
</message>
<message>
<source>fit of the heads, then passes</source>
<translation>先拟合分类头，再逐轮训练</translation>
</message>
<message>
<source>loss</source>
<translation>损失</translation>
</message>
<message>
<source>score</source>
<translation>得分</translation>
</message>
<message>
<source>training</source>
<translation>训练</translation>
</message>
<message>
<source>validation</source>
<translation>验证</translation>
</message>
</context>
<context>
<name>DescriptionField</name>
<message>
<source>What counts as this label, and what does not: shown where one labels</source>
<translation>什么算此标签、什么不算：标注时会显示</translation>
</message>
<message>
<source>What the label means</source>
<translation>标签的含义</translation>
</message>
</context>
<context>
<name>DisputeBox</name>
<message>
<source>People disagree about “{0}”</source>
<translation>对“{0}”有不同意见</translation>
</message>
<message>
<source>Settle: “{0}” is absent</source>
<translation>裁定：“{0}”不存在</translation>
</message>
<message>
<source>Settle: “{0}” is present</source>
<translation>裁定：“{0}”存在</translation>
</message>
<message>
<source>absent</source>
<translation>无</translation>
</message>
<message>
<source>and {0} more on this image</source>
<translation>此图像上还有 {0} 条</translation>
</message>
<message>
<source>present</source>
<translation>有</translation>
</message>
<message>
<source>{0} ({settle_other})</source>
<translation>{0}（{settle_other}）</translation>
</message>
<message>
<source>{0} ({settle})</source>
<translation>{0}（{settle}）</translation>
</message>
<message>
<source>{0}: {1}, {2}</source>
<translation>{0}：{1}，{2}</translation>
</message>
<message>
<source>{0}: “{1}” {2}, {3}</source>
<translation>{0}：“{1}”{2}，{3}</translation>
</message>
</context>
<context>
<name>Documentation</name>
<message>
<source>A minute's tour</source>
<translation>一分钟导览</translation>
</message>
<message>
<source>Backups and restore</source>
<translation>备份和恢复</translation>
</message>
<message>
<source>Export labels and models</source>
<translation>导出标签和模型</translation>
</message>
<message>
<source>Formats of labels</source>
<translation>标签的格式</translation>
</message>
<message>
<source>Glossary</source>
<translation>术语表</translation>
</message>
<message>
<source>Image files</source>
<translation>图像文件</translation>
</message>
<message>
<source>Keyboard</source>
<translation>键盘</translation>
</message>
<message>
<source>Labelling fast</source>
<translation>快速标注</translation>
</message>
<message>
<source>Models elsewhere</source>
<translation>在别处使用模型</translation>
</message>
<message>
<source>Report and contact sheet</source>
<translation>报告和缩略图表</translation>
</message>
<message>
<source>Scripts</source>
<translation>脚本</translation>
</message>
<message>
<source>Searching</source>
<translation>搜索</translation>
</message>
<message>
<source>Several people</source>
<translation>多人协作</translation>
</message>
<message>
<source>Similar images and duplicates</source>
<translation>相似图像与重复图像</translation>
</message>
<message>
<source>Tasks and labels</source>
<translation>任务和标签</translation>
</message>
<message>
<source>The first predictions</source>
<translation>第一批预测</translation>
</message>
<message>
<source>The method</source>
<translation>方法</translation>
</message>
<message>
<source>Training</source>
<translation>训练</translation>
</message>
<message>
<source>Training settings</source>
<translation>训练设置</translation>
</message>
<message>
<source>Troubleshooting</source>
<translation>疑难解答</translation>
</message>
<message>
<source>What the figures mean</source>
<translation>指标的含义</translation>
</message>
<message>
<source>When you outgrow one machine</source>
<translation>一台机器不够用时</translation>
</message>
<message>
<source>Working as a team</source>
<translation>团队协作</translation>
</message>
</context>
<context>
<name>DocumentationDialog</name>
<message>
<source>Documentation</source>
<translation>文档</translation>
</message>
<message>
<source>Page</source>
<translation>页面</translation>
</message>
<message>
<source>Pages</source>
<translation>页面</translation>
</message>
</context>
<context>
<name>Drops</name>
<message>
<source>A file stands for all images of its folder. Files stay where they are.</source>
<translation>文件代表其所在文件夹的所有图像。文件留在原处。</translation>
</message>
<message>
<source>Add</source>
<translation>添加</translation>
</message>
<message>
<source>Add to this project, import its labels, or open as a project of its own?</source>
<translation>添加到此项目、导入其中的标签，还是作为单独的项目打开？</translation>
</message>
<message>
<source>Dropped</source>
<translation>拖入的内容</translation>
</message>
<message>
<source>Import labels</source>
<translation>导入标签</translation>
</message>
<message>
<source>Open</source>
<translation>打开</translation>
</message>
<message>
<source>and {0} more</source>
<translation>以及另外 {0} 个</translation>
</message>
</context>
<context>
<name>DuplicateSearch</name>
<message>
<source>% compared</source>
<translation>% 已比较</translation>
</message>
<message>
<source>% of files read</source>
<translation>% 的文件已读取</translation>
</message>
<message>
<source>Looking for duplicates</source>
<translation>正在查找重复图像</translation>
</message>
</context>
<context>
<name>DuplicatesBanner</name>
<message>
<source>1 group</source>
<translation>1 组</translation>
</message>
<message>
<source>All groups</source>
<translation>所有组</translation>
</message>
<message>
<source>Compare all images again</source>
<translation>重新比较所有图像</translation>
</message>
<message>
<source>Different labels</source>
<translation>标签不一致</translation>
</message>
<message>
<source>Duplicates</source>
<translation>重复图像</translation>
</message>
<message>
<source>Give the group's other images the labels of the current one</source>
<translation>把当前图像的标签给予组内其他图像</translation>
</message>
<message>
<source>Groups found</source>
<translation>找到的组</translation>
</message>
<message>
<source>Groups that are listed</source>
<translation>列出的组</translation>
</message>
<message>
<source>Least similarity of near-duplicates</source>
<translation>近似重复的最低相似度</translation>
</message>
<message>
<source>Least similarity of two images; 1 is identical</source>
<translation>两张图像的最低相似度；1 表示相同</translation>
</message>
<message>
<source>Looking for duplicates…</source>
<translation>正在查找重复图像…</translation>
</message>
<message>
<source>Nearly the same</source>
<translation>几乎相同</translation>
</message>
<message>
<source>Search again</source>
<translation>重新查找</translation>
</message>
<message>
<source>Select all but the current image, for instance to trash their files</source>
<translation>选择当前图像以外的全部，例如用来把它们的文件移到回收站</translation>
</message>
<message>
<source>Select the others</source>
<translation>选择其余图像</translation>
</message>
<message>
<source>The same content</source>
<translation>内容相同</translation>
</message>
<message>
<source>Too many images are similar: those below {0} are left out.</source>
<translation>相似的图像太多：低于 {0} 的未列出。</translation>
</message>
<message>
<source>Transfer labels ({transfer})</source>
<translation>传递标签 ({transfer})</translation>
</message>
<message>
<source>Without features only the same content is found. Features are made by live learning or Train.</source>
<translation>没有特征时只能找到内容相同的图像。边标边学或训练会生成特征。</translation>
</message>
<message>
<source>{0} alike or more</source>
<translation>相似度至少 {0}</translation>
</message>
<message>
<source>{0} groups</source>
<translation>{0} 组</translation>
</message>
<message>
<source>{0} with different labels</source>
<translation>{0} 组标签不一致</translation>
</message>
</context>
<context>
<name>DuplicatesMode</name>
<message>
<source>Exact copies</source>
<translation>完全相同的副本</translation>
</message>
<message>
<source>The current image has no labels: choose one that has.</source>
<translation>当前图像没有标签：请选择一张有标签的。</translation>
</message>
<message>
<source>The look was ended before it was through.</source>
<translation>查找在完成前被中止。</translation>
</message>
<message>
<source>There are no such groups.</source>
<translation>没有这样的组。</translation>
</message>
<message>
<source>labels differ</source>
<translation>标签不一致</translation>
</message>
<message>
<source>{0} alike</source>
<translation>相似度 {0}</translation>
</message>
<message>
<source>{0} images</source>
<translation>{0} 张图像</translation>
</message>
</context>
<context>
<name>EngineDialog</name>
<message>
<source>A Python on this machine</source>
<translation>这台机器上的 Python</translation>
</message>
<message>
<source>A folder of packages</source>
<translation>软件包文件夹</translation>
</message>
<message>
<source>Another package index</source>
<translation>其他软件包索引</translation>
</message>
<message>
<source>Build</source>
<translation>构建版本</translation>
</message>
<message>
<source>Check and repair</source>
<translation>检查并修复</translation>
</message>
<message>
<source>Choose…</source>
<translation>选择…</translation>
</message>
<message>
<source>Close</source>
<translation>关闭</translation>
</message>
<message>
<source>For any processor ({0})</source>
<translation>适用于任何处理器（{0}）</translation>
</message>
<message>
<source>From</source>
<translation>来源</translation>
</message>
<message>
<source>Go on</source>
<translation>继续</translation>
</message>
<message>
<source>Hide</source>
<translation>隐藏</translation>
</message>
<message>
<source>Install</source>
<translation>安装</translation>
</message>
<message>
<source>Installed in part: {0} are to be fetched yet.</source>
<translation>已部分安装：还需下载 {0}。</translation>
</message>
<message>
<source>Installed.</source>
<translation>已安装。</translation>
</message>
<message>
<source>Learning engine</source>
<translation>学习引擎</translation>
</message>
<message>
<source>Not installed yet.</source>
<translation>尚未安装。</translation>
</message>
<message>
<source>Of another version of LabelMT: {0} are to be fetched.</source>
<translation>属于另一版本的 LabelMT：需下载 {0}。</translation>
</message>
<message>
<source>Pause</source>
<translation>暂停</translation>
</message>
<message>
<source>Remove</source>
<translation>移除</translation>
</message>
<message>
<source>The internet</source>
<translation>互联网</translation>
</message>
<message>
<source>This Python learns: {0}</source>
<translation>由此 Python 学习：{0}</translation>
</message>
<message>
<source>To learn from your labels and to suggest more, LabelMT needs a learning engine: PyTorch, OpenVINO, and the networks that learning starts from. It is large, and so it is fetched only when it is asked for. You can go on labelling meanwhile. No image and no label leaves this machine.</source>
<translation>要从你的标注学习并给出更多建议，LabelMT 需要学习引擎：PyTorch、OpenVINO，以及学习所用的初始网络。它很大，因此只在需要时下载。其间可以继续标注。图像和标签都不会离开这台机器。</translation>
</message>
<message>
<source>Update</source>
<translation>更新</translation>
</message>
<message>
<source>Use it</source>
<translation>使用它</translation>
</message>
<message>
<source>Where it is</source>
<translation>位置</translation>
</message>
<message>
<source>With NVIDIA CUDA ({0})</source>
<translation>带 NVIDIA CUDA（{0}）</translation>
</message>
<message>
<source>more than {0}</source>
<translation>超过 {0}</translation>
</message>
<message>
<source>the folder with the .whl files</source>
<translation>存放 .whl 文件的文件夹</translation>
</message>
<message>
<source>the python that has torch</source>
<translation>装有 torch 的 python</translation>
</message>
<message>
<source>{0} of {1} · package {2} of {3}: {4}</source>
<translation>{0} / {1} · 第 {2} / {3} 个软件包：{4}</translation>
</message>
</context>
<context>
<name>EstimateDialog</name>
<message>
<source>Before this is written</source>
<translation>写入之前</translation>
</message>
<message>
<source>By the model's own probabilities, about {0} of those set absent are present.</source>
<translation>按模型自己的概率，设为“无”的标签中约有 {0} 条其实是“有”。</translation>
</message>
<message>
<source>It can be undone.</source>
<translation>可以撤销。</translation>
</message>
<message>
<source>Write</source>
<translation>写入</translation>
</message>
<message>
<source>{0} of these images are out of view.</source>
<translation>其中 {0} 张图像在视野之外。</translation>
</message>
<message>
<source>{0} of these were decided otherwise.</source>
<translation>其中 {0} 条此前有不同的结论。</translation>
</message>
<message>
<source>{0} on {1}.</source>
<translation>{1}：{0}。</translation>
</message>
</context>
<context>
<name>ExampleList</name>
<message>
<source>Choose more in an image's menu: “Use as example of”. Delete takes one away.</source>
<translation>可在图像菜单中选择更多：“用作示例”。按 Delete 移除一张。</translation>
</message>
<message>
<source>Example images</source>
<translation>示例图像</translation>
</message>
<message>
<source>No longer an example</source>
<translation>不再作为示例</translation>
</message>
</context>
<context>
<name>ExplanationBar</name>
<message>
<source>Done ({explanation})</source>
<translation>完成 ({explanation})</translation>
</message>
<message>
<source>Label that is explained</source>
<translation>要解释的标签</translation>
</message>
<message>
<source>Opacity</source>
<translation>不透明度</translation>
</message>
<message>
<source>Opacity of the colours</source>
<translation>颜色的不透明度</translation>
</message>
<message>
<source>The colours show where in the image the model finds what it goes by. The strongest place is coloured most, however sure the model is.</source>
<translation>颜色显示模型依据的是图像的哪里。最强处颜色最深，与模型有多确定无关。</translation>
</message>
<message>
<source>The most probable label</source>
<translation>概率最高的标签</translation>
</message>
<message>
<source>What the model says</source>
<translation>模型的判断</translation>
</message>
<message>
<source>Why</source>
<translation>原因</translation>
</message>
<message>
<source>against it</source>
<translation>反对</translation>
</message>
<message>
<source>speaks for it</source>
<translation>支持</translation>
</message>
<message>
<source>{0}: {1} % by the image alone</source>
<translation>{0}：仅凭图像为 {1} %</translation>
</message>
</context>
<context>
<name>ExplanationController</name>
<message>
<source>Nothing has been learnt of this image yet.</source>
<translation>还没有从这张图像学到任何东西。</translation>
</message>
<message>
<source>Starting the model, which takes some seconds…</source>
<translation>正在启动模型，需要几秒钟…</translation>
</message>
<message>
<source>The model was cut off; another image tries again.</source>
<translation>模型被中断；换一张图像会再试。</translation>
</message>
<message>
<source>Working it out…</source>
<translation>正在计算…</translation>
</message>
</context>
<context>
<name>ExportDialog</name>
<message>
<source>Accepted suggestions that nobody has looked at</source>
<translation>已接受但没人看过的建议</translation>
</message>
<message>
<source>All images</source>
<translation>所有图像</translation>
</message>
<message>
<source>All tasks</source>
<translation>所有任务</translation>
</message>
<message>
<source>As is usual for the format</source>
<translation>按格式的惯例</translation>
</message>
<message>
<source>Choose…</source>
<translation>选择…</translation>
</message>
<message>
<source>Copy</source>
<translation>复制</translation>
</message>
<message>
<source>Export</source>
<translation>导出</translation>
</message>
<message>
<source>Export labels</source>
<translation>导出标签</translation>
</message>
<message>
<source>File to write</source>
<translation>要写入的文件</translation>
</message>
<message>
<source>Folder to write to</source>
<translation>要写入的文件夹</translation>
</message>
<message>
<source>Format</source>
<translation>格式</translation>
</message>
<message>
<source>Image files</source>
<translation>图像文件</translation>
</message>
<message>
<source>Images</source>
<translation>图像</translation>
</message>
<message>
<source>Include</source>
<translation>包括</translation>
</message>
<message>
<source>Labels that are absent</source>
<translation>为“无”的标签</translation>
</message>
<message>
<source>Least probability of a suggestion</source>
<translation>建议的最低概率</translation>
</message>
<message>
<source>Leave out</source>
<translation>不包括</translation>
</message>
<message>
<source>Link</source>
<translation>链接</translation>
</message>
<message>
<source>Suggestions, from a probability of</source>
<translation>建议，概率不低于</translation>
</message>
<message>
<source>Tasks</source>
<translation>任务</translation>
</message>
<message>
<source>The {0} images in view</source>
<translation>视图中的 {0} 张图像</translation>
</message>
<message>
<source>Training, validation and test part of each image</source>
<translation>每张图像属于训练、验证还是测试集</translation>
</message>
<message>
<source>What would be written</source>
<translation>将要写入的内容</translation>
</message>
<message>
<source>Write to</source>
<translation>写入到</translation>
</message>
</context>
<context>
<name>Files</name>
<message>
<source>All other files are where they were.</source>
<translation>其他文件都在原处。</translation>
</message>
<message>
<source>Move one file to the trash</source>
<translation>将 1 个文件移到回收站</translation>
</message>
<message>
<source>Move one image file to the trash?</source>
<translation>将 1 个图像文件移到回收站？</translation>
</message>
<message>
<source>Move to the trash</source>
<translation>移到回收站</translation>
</message>
<message>
<source>Move {0} files to the trash</source>
<translation>将 {0} 个文件移到回收站</translation>
</message>
<message>
<source>Move {0} image files to the trash?</source>
<translation>将 {0} 个图像文件移到回收站？</translation>
</message>
<message>
<source>Moving files to the trash</source>
<translation>正在将文件移到回收站</translation>
</message>
<message>
<source>Select the images whose files are to go to the trash.</source>
<translation>请选择要移到回收站的图像。</translation>
</message>
<message>
<source>The file manager could not be opened.</source>
<translation>无法打开文件管理器。</translation>
</message>
<message>
<source>Their labels stay in the project. Undo does not bring files back: take them out of the trash, then choose File › Rescan folders.</source>
<translation>它们的标签留在项目中。撤销不会取回文件：请从回收站还原，然后选择“文件 › 重新扫描文件夹”。</translation>
</message>
<message>
<source>{0} of {1} files are in the trash.</source>
<translation>{1} 个文件中的 {0} 个已在回收站。</translation>
</message>
</context>
<context>
<name>FilterBar</name>
<message>
<source>Column {0}: {1} {2}</source>
<translation>第 {0} 个字符：{1} {2}</translation>
</message>
<message>
<source>Give this search a name, to come back to it</source>
<translation>给此搜索起个名字，以便再次使用</translation>
</message>
<message>
<source>Save this search</source>
<translation>保存此搜索</translation>
</message>
<message>
<source>Save…</source>
<translation>保存…</translation>
</message>
<message>
<source>Show what matches now; sorts again</source>
<translation>显示现在匹配的图像；并重新排序</translation>
</message>
<message>
<source>Update view ({0})</source>
<translation>更新视图（{0}）</translation>
</message>
<message>
<source>{0} images</source>
<translation>{0} 张图像</translation>
</message>
<message>
<source>{0} of {1}</source>
<translation>{0} / {1}</translation>
</message>
</context>
<context>
<name>FilterMenu</name>
<message>
<source>With</source>
<translation>有此项</translation>
</message>
<message>
<source>Without</source>
<translation>无此项</translation>
</message>
</context>
<context>
<name>GridDelegate</name>
<message>
<source>Missing</source>
<translation>缺失</translation>
</message>
<message>
<source>Unreadable</source>
<translation>无法读取</translation>
</message>
</context>
<context>
<name>GridModel</name>
<message>
<source>, </source>
<translation>，</translation>
</message>
<message>
<source>The image cannot be read.</source>
<translation>无法读取此图像。</translation>
</message>
<message>
<source>by name alone: {0}</source>
<translation>仅凭名称：{0}</translation>
</message>
<message>
<source>looks like it by name alone, which nothing has judged</source>
<translation>仅凭名称看起来像，尚未经任何检验</translation>
</message>
<message>
<source>rating: {0} of 5</source>
<translation>评分：{0} / 5</translation>
</message>
<message>
<source>suggested by another project's model: {0}</source>
<translation>另一个项目的模型建议：{0}</translation>
</message>
<message>
<source>suggested: {0}</source>
<translation>建议：{0}</translation>
</message>
<message>
<source>uncertain: {0}</source>
<translation>不确定：{0}</translation>
</message>
<message>
<source>unsure</source>
<translation>存疑</translation>
</message>
<message>
<source>{0}: suggested by another project's model, {1}</source>
<translation>{0}：另一个项目的模型建议，{1}</translation>
</message>
<message>
<source>{0}: suggested, {1}</source>
<translation>{0}：建议，{1}</translation>
</message>
<message>
<source>{0}: the model cannot tell, {1}</source>
<translation>{0}：模型无法判断，{1}</translation>
</message>
<message>
<source>{0}: the model says {1}</source>
<translation>{0}：模型给出 {1}</translation>
</message>
</context>
<context>
<name>GridView</name>
<message>
<source>Images</source>
<translation>图像</translation>
</message>
</context>
<context>
<name>GroupList</name>
<message>
<source>Groups</source>
<translation>分组</translation>
</message>
</context>
<context>
<name>GroupsBanner</name>
<message>
<source>A label's key labels all that are selected · click, or Backspace: take an image out or in · Space: accept what is outlined, next group · {review}: next group · Esc: done</source>
<translation>标签键：标注所有选中的图像 · 单击或 Backspace：移出或移回图像 · Space：接受带轮廓的建议，下一组 · {review}：下一组 · Esc：完成</translation>
</message>
<message>
<source>A label's key sets what is unknown of the label's task absent as well</source>
<translation>标签键同时把该任务其余未知的标签设为“无”</translation>
</message>
<message>
<source>All others absent</source>
<translation>其余设为“无”</translation>
</message>
<message>
<source>Grouping…</source>
<translation>正在分组…</translation>
</message>
<message>
<source>Groups</source>
<translation>分组</translation>
</message>
<message>
<source>Images in a group, at most</source>
<translation>每组最多图像数</translation>
</message>
<message>
<source>Images in a group, at most: smaller groups are purer</source>
<translation>每组最多图像数：组越小越纯</translation>
</message>
<message>
<source>Images labelled</source>
<translation>已标注的图像</translation>
</message>
<message>
<source>Next group ({review})</source>
<translation>下一组 ({review})</translation>
</message>
<message>
<source>No label at all</source>
<translation>完全没有标签</translation>
</message>
<message>
<source>No label of {0}</source>
<translation>没有 {0} 的标签</translation>
</message>
<message>
<source>Progress</source>
<translation>进度</translation>
</message>
<message>
<source>Task whose unlabelled images are grouped</source>
<translation>要分组的未标注图像所属的任务</translation>
</message>
<message>
<source>at most {0} images</source>
<translation>最多 {0} 张图像</translation>
</message>
<message>
<source>{0} of {1} images labelled</source>
<translation>{1} 张中已标注 {0} 张</translation>
</message>
<message>
<source>{0} of {1} selected</source>
<translation>{1} 张中选中 {0} 张</translation>
</message>
</context>
<context>
<name>GroupsMode</name>
<message>
<source>1 image</source>
<translation>1 张图像</translation>
</message>
<message>
<source>Make a label first, then label groups of similar images.</source>
<translation>请先添加一个标签，再按相似图像分组标注。</translation>
</message>
<message>
<source>No group is left: every image is labelled in at least one task.</source>
<translation>没有剩余的组：每张图像至少在一个任务中有标签。</translation>
</message>
<message>
<source>No group is left: every image is labelled in “{0}”.</source>
<translation>没有剩余的组：每张图像都有“{0}”的标签。</translation>
</message>
<message>
<source>No group is left: every image is labelled.</source>
<translation>没有剩余的组：每张图像都已标注。</translation>
</message>
<message>
<source>No group is left: the model has not looked at the other images without labels yet.</source>
<translation>没有剩余的组：模型还没有看过其他未标注的图像。</translation>
</message>
<message>
<source>{0} images</source>
<translation>{0} 张图像</translation>
</message>
<message>
<source>{0}?</source>
<translation>{0}？</translation>
</message>
</context>
<context>
<name>GuidelineCard</name>
<message>
<source>Best confirmed images</source>
<translation>最可靠的已确认图像</translation>
</message>
<message>
<source>Examples</source>
<translation>示例</translation>
</message>
<message>
<source>also called {0}</source>
<translation>又名 {0}</translation>
</message>
<message>
<source>was {0}</source>
<translation>曾名 {0}</translation>
</message>
</context>
<context>
<name>HistoryDialog</name>
<message>
<source>Actions, the newest first</source>
<translation>操作，最新的在前</translation>
</message>
<message>
<source>Go back to here</source>
<translation>回到此处</translation>
</message>
<message>
<source>History</source>
<translation>历史</translation>
</message>
<message>
<source>Nothing has been done yet. Whatever you label, import or change in the schema appears here, and can be taken back, also days later.</source>
<translation>还没有任何操作。你的标注、导入和对标签体系的更改都会出现在这里，几天之后也可以撤回。</translation>
</message>
<message>
<source>Nothing is lost by going back: what was undone stays here, pale, until you label something else. Taking back one action leaves alone what came after it.</source>
<translation>回退不会丢失任何内容：撤销的操作以浅色留在这里，直到你标注别的内容。单独撤回一个操作不影响其后的操作。</translation>
</message>
<message>
<source>Redo up to here</source>
<translation>重做到此处</translation>
</message>
<message>
<source>Show its images</source>
<translation>显示相关图像</translation>
</message>
<message>
<source>Take back all suggestions of run {0}</source>
<translation>撤回运行 {0} 的所有建议</translation>
</message>
<message>
<source>Undo only this</source>
<translation>只撤销这一个</translation>
</message>
</context>
<context>
<name>HistoryModel</name>
<message>
<source>Action</source>
<translation>操作</translation>
</message>
<message>
<source>Annotations</source>
<translation>标注</translation>
</message>
<message>
<source>Beginning: nothing done yet</source>
<translation>起点：还没有任何操作</translation>
</message>
<message>
<source>Source</source>
<translation>来源</translation>
</message>
<message>
<source>When</source>
<translation>时间</translation>
</message>
<message>
<source>Who</source>
<translation>操作者</translation>
</message>
<message>
<source>by hand</source>
<translation>手工</translation>
</message>
<message>
<source>confirmed</source>
<translation>已确认</translation>
</message>
<message>
<source>import</source>
<translation>导入</translation>
</message>
<message>
<source>settled</source>
<translation>已裁定</translation>
</message>
<message>
<source>several</source>
<translation>多个</translation>
</message>
<message>
<source>suggestions</source>
<translation>建议</translation>
</message>
<message>
<source>{0}, newest that stands</source>
<translation>{0}，当前最新</translation>
</message>
<message>
<source>{0}, run {1}</source>
<translation>{0}，运行 {1}</translation>
</message>
<message>
<source>{0}, undone</source>
<translation>{0}，已撤销</translation>
</message>
</context>
<context>
<name>ImageLabelsMenu</name>
<message>
<source>{0} (absent)</source>
<translation>{0}（无）</translation>
</message>
</context>
<context>
<name>ImageMarking</name>
<message>
<source>Flag these images as unsure?</source>
<translation>把这些图像标记为存疑？</translation>
</message>
<message>
<source>Rate these images {0}?</source>
<translation>给这些图像评 {0} 分？</translation>
</message>
<message>
<source>Replace the comments on these images?</source>
<translation>替换这些图像的备注？</translation>
</message>
<message>
<source>Unflag these?</source>
<translation>取消这些图像的存疑标记？</translation>
</message>
</context>
<context>
<name>ImageViewer</name>
<message>
<source>Missing</source>
<translation>缺失</translation>
</message>
<message>
<source>Unreadable</source>
<translation>无法读取</translation>
</message>
<message>
<source>page 1 of {0}</source>
<translation>{0} 页中的第 1 页</translation>
</message>
<message>
<source>window {0}, level {1}</source>
<translation>窗宽 {0}，窗位 {1}</translation>
</message>
<message>
<source>{0} of {1}</source>
<translation>{0} / {1}</translation>
</message>
</context>
<context>
<name>ImportColumns</name>
<message>
<source>An image has</source>
<translation>每张图像有</translation>
</message>
<message>
<source>Columns and labels of the file</source>
<translation>文件的列和标签</translation>
</message>
<message>
<source>Contents</source>
<translation>内容</translation>
</message>
<message>
<source>Double-click to give it the name it has here</source>
<translation>双击可改成它在本项目中的名称</translation>
</message>
<message>
<source>How many labels of “{0}”</source>
<translation>“{0}”每张图像有多少个标签</translation>
</message>
<message>
<source>In the file</source>
<translation>文件中</translation>
</message>
<message>
<source>In the project</source>
<translation>项目中</translation>
</message>
<message>
<source>Task of “{0}”</source>
<translation>“{0}”所属的任务</translation>
</message>
<message>
<source>and {0} more</source>
<translation>以及另外 {0} 个</translation>
</message>
<message>
<source>any number of labels</source>
<translation>任意多个标签</translation>
</message>
<message>
<source>exactly one label</source>
<translation>恰好一个标签</translation>
</message>
<message>
<source>in the project</source>
<translation>已在项目中</translation>
</message>
<message>
<source>left out</source>
<translation>不导入</translation>
</message>
<message>
<source>new label</source>
<translation>新标签</translation>
</message>
<message>
<source>{0}; kind guessed</source>
<translation>{0}；类型为推测</translation>
</message>
</context>
<context>
<name>ImportDialog</name>
<message>
<source>Detected from the file</source>
<translation>从文件检测到</translation>
</message>
<message>
<source>Import</source>
<translation>导入</translation>
</message>
<message>
<source>Import labels</source>
<translation>导入标签</translation>
</message>
<message>
<source>Labels come in as</source>
<translation>标签导入为</translation>
</message>
<message>
<source>Labels not listed are</source>
<translation>未列出的标签为</translation>
</message>
<message>
<source>No labels were found in this folder: no folders with images in them, no text or XMP files beside images, no keywords inside them. Choose a format if you know better.</source>
<translation>此文件夹中没有找到标签：没有装着图像的子文件夹，图像旁没有文本或 XMP 文件，图像内也没有关键词。如果你知道格式，请手动选择。</translation>
</message>
<message>
<source>Nothing can be imported as it is:</source>
<translation>目前的样子无法导入：</translation>
</message>
<message>
<source>Nothing would change: all of it is in the project already.</source>
<translation>不会有任何变化：项目中已经全都有了。</translation>
</message>
<message>
<source>Sequences or locations of {0} images would be kept.</source>
<translation>将保留 {0} 张图像的序列或位置。</translation>
</message>
<message>
<source>Skip entries that match no image of this project</source>
<translation>跳过不对应本项目任何图像的条目</translation>
</message>
<message>
<source>Tick “Skip entries that match no image of this project” to import the rest.</source>
<translation>勾选“跳过不对应本项目任何图像的条目”即可导入其余部分。</translation>
</message>
<message>
<source>What would come of it</source>
<translation>导入后的结果</translation>
</message>
<message>
<source>Where annotations contradict</source>
<translation>标注有冲突时</translation>
</message>
<message>
<source>Working out what this would change…</source>
<translation>正在计算将会改变什么…</translation>
</message>
<message>
<source>absent</source>
<translation>无</translation>
</message>
<message>
<source>and {0} more problems</source>
<translation>以及另外 {0} 个问题</translation>
</message>
<message>
<source>annotations</source>
<translation>标注</translation>
</message>
<message>
<source>below folders that are the project's own</source>
<translation>在项目自己的文件夹之下</translation>
</message>
<message>
<source>by names in another letter case</source>
<translation>通过大小写不同的名称</translation>
</message>
<message>
<source>by names that a program has changed</source>
<translation>通过被程序改过的名称</translation>
</message>
<message>
<source>by names without their ending</source>
<translation>通过去掉扩展名的名称</translation>
</message>
<message>
<source>by the end of their path</source>
<translation>通过路径的末尾部分</translation>
</message>
<message>
<source>by their full paths on this computer</source>
<translation>通过本机上的完整路径</translation>
</message>
<message>
<source>keep the project's</source>
<translation>保留项目的</translation>
</message>
<message>
<source>suggestions</source>
<translation>建议</translation>
</message>
<message>
<source>take the file's</source>
<translation>采用文件的</translation>
</message>
<message>
<source>unknown</source>
<translation>未知</translation>
</message>
<message>
<source>usual for this format</source>
<translation>此格式的惯例</translation>
</message>
<message>
<source>what the file says</source>
<translation>以文件为准</translation>
</message>
<message>
<source>{0} (detected)</source>
<translation>{0}（检测到）</translation>
</message>
<message>
<source>{0} annotations would change, {1} contradict yours.</source>
<translation>将改变 {0} 条标注，其中 {1} 条与你的冲突。</translation>
</message>
<message>
<source>{0} annotations would change; none contradicts yours.</source>
<translation>将改变 {0} 条标注；与你的没有冲突。</translation>
</message>
<message>
<source>{0} of them were found {1}.</source>
<translation>其中 {0} 张是{1}找到的。</translation>
</message>
<message>
<source>{0} suggestions would come in.</source>
<translation>将导入 {0} 条建议。</translation>
</message>
<message>
<source>{0} – {1}</source>
<translation>{0} – {1}</translation>
</message>
</context>
<context>
<name>IntakeController</name>
<message>
<source>All other images are there.</source>
<translation>其他图像都在。</translation>
</message>
<message>
<source>Allow reading them, then choose File › Rescan folders.</source>
<translation>请允许读取它们，然后选择“文件 › 重新扫描文件夹”。</translation>
</message>
<message>
<source>Looking for images</source>
<translation>正在查找图像</translation>
</message>
<message>
<source>{0} files or folders could not be looked into.</source>
<translation>{0} 个文件或文件夹无法查看。</translation>
</message>
<message>
<source>{0} renamed images were found again, with their labels.</source>
<translation>{0} 张改名的图像已重新找到，标签仍在。</translation>
</message>
</context>
<context>
<name>JobLine</name>
<message>
<source>Cancel</source>
<translation>取消</translation>
</message>
<message>
<source>Cancel: {0}</source>
<translation>取消：{0}</translation>
</message>
<message>
<source>Stopping…</source>
<translation>正在停止…</translation>
</message>
<message>
<source>{0} of {1}</source>
<translation>{0} / {1}</translation>
</message>
</context>
<context>
<name>JudgingForm</name>
<message>
<source>Images of one burst, patient or place are never parted between those it learns from and those that judge it, or figures flatter.</source>
<translation>同一次连拍、同一患者或同一地点的图像不会被分到学习和评判两边，否则指标会虚高。</translation>
</message>
<message>
<source>Keep together</source>
<translation>同组不拆分</translation>
</message>
<message>
<source>Test part</source>
<translation>测试集</translation>
</message>
</context>
<context>
<name>KeepTogetherForm</name>
<message>
<source> s</source>
<translation> 秒</translation>
</message>
<message>
<source>A regular expression. Images in whose path it finds the same are a group.</source>
<translation>正则表达式。路径中匹配到相同内容的图像为一组。</translation>
</message>
<message>
<source>Images in one folder</source>
<translation>同一文件夹的图像</translation>
</message>
<message>
<source>Images of one location of a camera trap</source>
<translation>红外相机同一位置的图像</translation>
</message>
<message>
<source>Images of one sequence of a camera trap</source>
<translation>红外相机同一序列的图像</translation>
</message>
<message>
<source>Images taken shortly one after the other</source>
<translation>短时间内接连拍摄的图像</translation>
</message>
<message>
<source>Images that look alike</source>
<translation>看起来相似的图像</translation>
</message>
<message>
<source>Images with the same label of a task</source>
<translation>某任务中标签相同的图像</translation>
</message>
<message>
<source>Images with the same part of the name</source>
<translation>名称中某部分相同的图像</translation>
</message>
<message>
<source>Keep each together</source>
<translation>各组不拆分</translation>
</message>
<message>
<source>Keep together</source>
<translation>同组不拆分</translation>
</message>
<message>
<source>Longest time between two captures</source>
<translation>两次拍摄的最长间隔</translation>
</message>
<message>
<source>No two of these images belong together by this rule.</source>
<translation>按此规则没有两张图像属于同组。</translation>
</message>
<message>
<source>Nothing: each image by itself</source>
<translation>无：每张图像各自独立</translation>
</message>
<message>
<source>Puts {0} images into {1} groups of several; the largest has {2}.</source>
<translation>把 {0} 张图像归为 {1} 个多图组；最大的有 {2} 张。</translation>
</message>
<message>
<source>Regular expression of the part of the name</source>
<translation>匹配名称中某部分的正则表达式</translation>
</message>
<message>
<source>Task whose labels are groups</source>
<translation>以其标签为组的任务</translation>
</message>
<message>
<source>These look like bursts of about {0} images ({1}): keep each together?</source>
<translation>这些看起来像每次约 {0} 张的连拍（{1}）：每次连拍不拆分吗？</translation>
</message>
<message>
<source>Which ones look alike is found out when training.</source>
<translation>哪些看起来相似，训练时会查明。</translation>
</message>
<message>
<source>as their data set tells</source>
<translation>其数据集如此说明</translation>
</message>
<message>
<source>names alike but for a number</source>
<translation>名称只差一个数字</translation>
</message>
<message>
<source>one in each folder</source>
<translation>每个文件夹一组</translation>
</message>
<message>
<source>taken within {0} s of each other</source>
<translation>拍摄间隔在 {0} 秒之内</translation>
</message>
<message>
<source>they look alike</source>
<translation>它们看起来相似</translation>
</message>
</context>
<context>
<name>KeyDialog</name>
<message>
<source>Key of “{0}”</source>
<translation>“{0}”的快捷键</translation>
</message>
<message>
<source>No key</source>
<translation>无快捷键</translation>
</message>
<message>
<source>Press a digit or a letter.</source>
<translation>请按一个数字或字母。</translation>
</message>
<message>
<source>{0} cannot be a label's key. Press another key.</source>
<translation>{0} 不能用作标签键。请按另一个键。</translation>
</message>
<message>
<source>{0} is the key of “{1}”. Press it again to take it from there, or press another key.</source>
<translation>{0} 是“{1}”的键。再按一次可夺用，或按另一个键。</translation>
</message>
<message>
<source>{0} means “{1}”. Press another key.</source>
<translation>{0} 的含义是“{1}”。请按另一个键。</translation>
</message>
</context>
<context>
<name>KeyWords</name>
<message>
<source>{0} in set {1}</source>
<translation>第 {1} 组的 {0}</translation>
</message>
</context>
<context>
<name>LabelAdder</name>
<message>
<source>Add a label</source>
<translation>添加标签</translation>
</message>
<message>
<source>Add a task…</source>
<translation>添加任务…</translation>
</message>
<message>
<source>Name of the new label</source>
<translation>新标签的名称</translation>
</message>
<message>
<source>Task of the new label</source>
<translation>新标签所属的任务</translation>
</message>
<message>
<source>The task that the new label goes to</source>
<translation>新标签将加入的任务</translation>
</message>
</context>
<context>
<name>LabelCountsPage</name>
<message>
<source>Task</source>
<translation>任务</translation>
</message>
</context>
<context>
<name>LabelDelegate</name>
<message>
<source>New name</source>
<translation>新名称</translation>
</message>
</context>
<context>
<name>LabelExport</name>
<message>
<source>Exporting {0}</source>
<translation>正在导出 {0}</translation>
</message>
<message>
<source>Replace</source>
<translation>替换</translation>
</message>
<message>
<source>There is a file of this name already. Replace it?</source>
<translation>已有同名文件。要替换它吗？</translation>
</message>
<message>
<source>There is something in this folder already. Write into it all the same?</source>
<translation>此文件夹中已有内容。仍要写入吗？</translation>
</message>
<message>
<source>Write into it</source>
<translation>写入其中</translation>
</message>
</context>
<context>
<name>LabelForm</name>
<message>
<source>Also called</source>
<translation>又名</translation>
</message>
<message>
<source>Colour</source>
<translation>颜色</translation>
</message>
<message>
<source>Examples</source>
<translation>示例</translation>
</message>
<message>
<source>Implies</source>
<translation>蕴含</translation>
</message>
<message>
<source>Key</source>
<translation>快捷键</translation>
</message>
<message>
<source>Key of the label</source>
<translation>标签的快捷键</translation>
</message>
<message>
<source>Labels that are present wherever this one is</source>
<translation>有此标签时必定也有的标签</translation>
</message>
<message>
<source>Means</source>
<translation>含义</translation>
</message>
<message>
<source>No key</source>
<translation>无快捷键</translation>
</message>
<message>
<source>Other names that find the label</source>
<translation>可以找到此标签的其他名称</translation>
</message>
<message>
<source>Other names, separated by commas</source>
<translation>其他名称，用逗号分隔</translation>
</message>
<message>
<source>{0}   taken by {1}</source>
<translation>{0}   已被 {1} 占用</translation>
</message>
</context>
<context>
<name>LabelImport</name>
<message>
<source>Importing {0}</source>
<translation>正在导入 {0}</translation>
</message>
<message>
<source>{0} annotations on {1} images were imported.</source>
<translation>已导入 {1} 张图像上的 {0} 条标注。</translation>
</message>
<message>
<source>{0} are kept as this person's own; what counts stays as it is.</source>
<translation>其中 {0} 条作为此人自己的标注保留；生效的标注不变。</translation>
</message>
<message>
<source>{0} suggestions were imported.</source>
<translation>已导入 {0} 条建议。</translation>
</message>
</context>
<context>
<name>LabelMenu</name>
<message>
<source>Change key…</source>
<translation>更改快捷键…</translation>
</message>
<message>
<source>Colour</source>
<translation>颜色</translation>
</message>
<message>
<source>Delete label…</source>
<translation>删除标签…</translation>
</message>
<message>
<source>Delete task…</source>
<translation>删除任务…</translation>
</message>
<message>
<source>Describe…</source>
<translation>编辑说明…</translation>
</message>
<message>
<source>Mark absent</source>
<translation>标为“无”</translation>
</message>
<message>
<source>Mark present</source>
<translation>标为“有”</translation>
</message>
<message>
<source>Mark unknown</source>
<translation>标为“未知”</translation>
</message>
<message>
<source>Other…</source>
<translation>其他…</translation>
</message>
<message>
<source>Rename</source>
<translation>重命名</translation>
</message>
<message>
<source>Sweep for this label</source>
<translation>刷标此标签</translation>
</message>
</context>
<context>
<name>LabelMetricsPage</name>
<message>
<source>AP</source>
<translation>AP</translation>
</message>
<message>
<source>AP, test</source>
<translation>AP（测试集）</translation>
</message>
<message>
<source>Absent</source>
<translation>无</translation>
</message>
<message>
<source>F1</source>
<translation>F1</translation>
</message>
<message>
<source>Figures of each label</source>
<translation>各标签的指标</translation>
</message>
<message>
<source>Label</source>
<translation>标签</translation>
</message>
<message>
<source>Precision</source>
<translation>精确率</translation>
</message>
<message>
<source>Present</source>
<translation>有</translation>
</message>
<message>
<source>Recall</source>
<translation>召回率</translation>
</message>
<message>
<source>Task</source>
<translation>任务</translation>
</message>
<message>
<source>Threshold</source>
<translation>阈值</translation>
</message>
<message>
<source>too few</source>
<translation>太少</translation>
</message>
<message>
<source>{0} has fewer than {1} judged images with it, or without it: too few for a threshold of its own. It has the one that suits all such labels of the task, and may never be predicted by it. Choose one at the right, or label more images.</source>
<translation>{0} 的评估图像中，含有或不含它的不足 {1} 张：太少，无法有自己的阈值。它使用适合该任务中所有此类标签的共用阈值，因而可能从不被预测出来。请在右侧选择一个阈值，或标注更多图像。</translation>
</message>
<message>
<source>{0}, shared</source>
<translation>{0}，共用</translation>
</message>
</context>
<context>
<name>LabelModel</name>
<message>
<source>, </source>
<translation>，</translation>
</message>
<message>
<source>Click the box: present. With Shift: absent. With Alt: unknown.</source>
<translation>单击方框：有。加 Shift：无。加 Alt：未知。</translation>
</message>
<message>
<source>Counts as predicted from {0}: the mark on the bar.</source>
<translation>从 {0} 起算作预测为“有”：即条上的刻度。</translation>
</message>
<message>
<source>Keys: {0} present, Shift+{0} absent, Alt+{0} unknown.</source>
<translation>按键：{0} 有，Shift+{0} 无，Alt+{0} 未知。</translation>
</message>
<message>
<source>Task {0}, {1}</source>
<translation>任务 {0}，{1}</translation>
</message>
<message>
<source>They are of set {0}.</source>
<translation>它们属于第 {0} 组。</translation>
</message>
<message>
<source>absent</source>
<translation>无</translation>
</message>
<message>
<source>any number</source>
<translation>任意多个</translation>
</message>
<message>
<source>exactly one</source>
<translation>恰好一个</translation>
</message>
<message>
<source>key {0}</source>
<translation>键 {0}</translation>
</message>
<message>
<source>mixed</source>
<translation>不一致</translation>
</message>
<message>
<source>present</source>
<translation>有</translation>
</message>
<message>
<source>probability {0}</source>
<translation>概率 {0}</translation>
</message>
<message>
<source>suggested: {0}</source>
<translation>建议：{0}</translation>
</message>
<message>
<source>unknown</source>
<translation>未知</translation>
</message>
</context>
<context>
<name>LabelPanel</name>
<message>
<source>Keys: set {0} of {1}, {2}</source>
<translation>按键：第 {0} / {1} 组，{2}</translation>
</message>
<message>
<source>Labels</source>
<translation>标签</translation>
</message>
<message>
<source>Turn to the next set of label keys</source>
<translation>切换到下一组标签键</translation>
</message>
<message>
<source>Type a name below and press Enter: it makes the first label and sets it on the selected images. From then on its key does.</source>
<translation>在下面输入名称并按 Enter：这会建立第一个标签，并标在所选图像上。之后用它的快捷键即可。</translation>
</message>
<message>
<source>nothing selected</source>
<translation>未选择</translation>
</message>
<message>
<source>several tasks</source>
<translation>多个任务</translation>
</message>
<message>
<source>{0} selected</source>
<translation>已选择 {0} 张</translation>
</message>
<message>
<source>{0} selected, {1} out of view</source>
<translation>已选择 {0} 张，{1} 张在视图之外</translation>
</message>
</context>
<context>
<name>LabelPicker</name>
<message>
<source>Labels that match</source>
<translation>匹配的标签</translation>
</message>
<message>
<source>Name of the label</source>
<translation>标签的名称</translation>
</message>
<message>
<source>Type a name</source>
<translation>输入名称</translation>
</message>
</context>
<context>
<name>LabelView</name>
<message>
<source>Labels of the selected images</source>
<translation>所选图像的标签</translation>
</message>
</context>
<context>
<name>LabellingParts</name>
<message>
<source>Make a label first, then sweep for it.</source>
<translation>请先添加一个标签，再刷标。</translation>
</message>
<message>
<source>No label has the key {0}.</source>
<translation>没有标签使用按键 {0}。</translation>
</message>
<message>
<source>No label of this set has the key {0}.</source>
<translation>本组中没有标签使用按键 {0}。</translation>
</message>
<message>
<source>Select images first, then mark them.</source>
<translation>请先选择图像，再标记。</translation>
</message>
</context>
<context>
<name>LanguageMenu</name>
<message>
<source>As the system</source>
<translation>跟随系统</translation>
</message>
</context>
<context>
<name>LearningCurvePage</name>
<message>
<source>Learning curve</source>
<translation>学习曲线</translation>
</message>
<message>
<source>Nothing has been learnt yet that could be judged.</source>
<translation>还没有学到可以评判的内容。</translation>
</message>
<message>
<source>Too few points to tell what more would bring.</source>
<translation>数据点太少，无法预计增加标注会带来什么。</translation>
</message>
<message>
<source>accuracy</source>
<translation>准确率</translation>
</message>
<message>
<source>annotated images</source>
<translation>已标注图像</translation>
</message>
<message>
<source>mAP</source>
<translation>mAP</translation>
</message>
<message>
<source>mAP or accuracy</source>
<translation>mAP 或准确率</translation>
</message>
<message>
<source>{0} more would likely bring {1} (between {2} and {3} in four cases of five).</source>
<translation>再标注 {0} 张，很可能达到 {1}（五次中有四次在 {2} 到 {3} 之间）。</translation>
</message>
<message>
<source>{0}: {1} {2} with {3} images.</source>
<translation>{0}：{3} 张图像时 {1} 为 {2}。</translation>
</message>
</context>
<context>
<name>LearningEngine</name>
<message>
<source>Checking the learning engine</source>
<translation>正在检查学习引擎</translation>
</message>
<message>
<source>Fetching the learning engine</source>
<translation>正在下载学习引擎</translation>
</message>
<message>
<source>LabelMT can learn from these labels once its learning engine is here.</source>
<translation>有了学习引擎，LabelMT 就能从这些标签学习。</translation>
</message>
<message>
<source>Removing the learning engine</source>
<translation>正在移除学习引擎</translation>
</message>
<message>
<source>The learning engine is installed.</source>
<translation>学习引擎已安装。</translation>
</message>
<message>
<source>Trying that Python</source>
<translation>正在尝试该 Python</translation>
</message>
</context>
<context>
<name>LegendDialog</name>
<message>
<source>A bar: the probability that the label is there, 0 to 1. From the mark on it the label counts as predicted.</source>
<translation>条：有此标签的概率，0 到 1。从条上的刻度起算作预测为“有”。</translation>
</message>
<message>
<source>A circle: exactly one label of this task per image.</source>
<translation>圆圈：此任务每张图像恰好一个标签。</translation>
</message>
<message>
<source>A dot alone: the model cannot tell whether the label is there.</source>
<translation>单独一个点：模型无法判断是否有此标签。</translation>
</message>
<message>
<source>Absent: somebody said that it is not there.</source>
<translation>无：有人确认没有。</translation>
</message>
<message>
<source>Dashed: another project's model suggests it. Space accepts it where you see the image; many at once only after you looked at a dozen.</source>
<translation>虚线：另一个项目的模型的建议。看着图像时按 Space 接受；要一次接受许多，须先看过十几张。</translation>
</message>
<message>
<source>Dashed: from another project's model; no model has learnt the label here yet.</source>
<translation>虚线：来自另一个项目的模型；这里还没有模型学过此标签。</translation>
</message>
<message>
<source>Dotted: from the name alone; no model has learnt the label yet.</source>
<translation>虚点：仅凭名称；还没有模型学过此标签。</translation>
</message>
<message>
<source>Dotted: the image looks like the label by its name alone. No model has learnt it, and nothing accepts it: its key does, or a sweep.</source>
<translation>虚点：仅凭名称看起来像此标签。没有模型学过它，任何操作都不会自动接受它：要用它的标签键或刷标。</translation>
</message>
<message>
<source>Dotted: what Space will accept in a review.</source>
<translation>虚点：审阅时按 Space 将接受的内容。</translation>
</message>
<message>
<source>Empty: no model has learnt the label yet, or it has too few examples.</source>
<translation>空心：还没有模型学过此标签，或示例太少。</translation>
</message>
<message>
<source>Filled: the label is annotated as present.</source>
<translation>实心：已标注为“有”。</translation>
</message>
<message>
<source>Full: measured on images it had not seen.</source>
<translation>全满：在模型没见过的图像上测量过。</translation>
</message>
<message>
<source>Half: it has learnt the label; its probabilities are not checked yet.</source>
<translation>半满：已学过此标签；其概率尚未检验。</translation>
</message>
<message>
<source>In the label panel: how far the model can be trusted</source>
<translation>标签面板中：模型可以信任到什么程度</translation>
</message>
<message>
<source>In the label panel: what is annotated</source>
<translation>标签面板中：标注的内容</translation>
</message>
<message>
<source>In the label panel: what the model says</source>
<translation>标签面板中：模型的判断</translation>
</message>
<message>
<source>On an image</source>
<translation>图像上</translation>
</message>
<message>
<source>Outlined: the model suggests it, and nobody said so yet. Space accepts it.</source>
<translation>轮廓：模型的建议，还没人确认。按 Space 接受。</translation>
</message>
<message>
<source>Present.</source>
<translation>有。</translation>
</message>
<message>
<source>Rest the mouse on a label or an image: it says the numbers.</source>
<translation>把鼠标停在标签或图像上：会显示数值。</translation>
</message>
<message>
<source>The colour is the label's own; it says nothing else.</source>
<translation>颜色只代表标签自己，没有其他含义。</translation>
</message>
<message>
<source>The selected images differ.</source>
<translation>所选图像不一致。</translation>
</message>
<message>
<source>Unknown: nothing is said of it.</source>
<translation>未知：还没有任何结论。</translation>
</message>
<message>
<source>What the colours mean</source>
<translation>颜色的含义</translation>
</message>
<message>
<source>With a dot: it suggests it, and is not sure.</source>
<translation>带点：模型建议它，但不确定。</translation>
</message>
<message>
<source>tree</source>
<translation>树</translation>
</message>
</context>
<context>
<name>LiveLearning</name>
<message>
<source>Fetching the backbone</source>
<translation>正在获取主干网络</translation>
</message>
<message>
<source>Images and labels that it does not know are still predicted by what is learnt.</source>
<translation>它不认识的图像和标签，仍由边标边学的模型预测。</translation>
</message>
<message>
<source>Learning was cut off.</source>
<translation>学习被中断。</translation>
</message>
<message>
<source>Learning…</source>
<translation>正在学习…</translation>
</message>
<message>
<source>Looking at images: {done} of {total}</source>
<translation>正在看图像：{done} / {total}</translation>
</message>
<message>
<source>Not up to date</source>
<translation>不是最新</translation>
</message>
<message>
<source>On the images that judge both it is better: {0}, against {1} of what is learnt as you label.</source>
<translation>在评判两者的图像上它更好：{0}，边标边学的为 {1}。</translation>
</message>
<message>
<source>Predictions appear once two labels have two examples each.</source>
<translation>两个标签各有两个示例后，就会出现预测。</translation>
</message>
<message>
<source>Too few images tell whether what is learnt here is as good.</source>
<translation>图像太少，无法判断这里学到的是否一样好。</translation>
</message>
<message>
<source>Up to date</source>
<translation>已是最新</translation>
</message>
<message>
<source>Waiting for examples</source>
<translation>等待示例</translation>
</message>
<message>
<source>What is learnt as you label is at least as good as {0} now ({1}, against {2}) and predicts in its place. {runs} lets {0} predict again.</source>
<translation>边标边学的模型现在至少与 {0} 一样好（{1}，对方 {2}），因此由它代为预测。{runs} 可以让 {0} 再次预测。</translation>
</message>
<message>
<source>You chose that {0} predicts.</source>
<translation>你选择了由 {0} 预测。</translation>
</message>
<message>
<source>{0} is another project's model.</source>
<translation>{0} 是另一个项目的模型。</translation>
</message>
<message>
<source>{0} predicts</source>
<translation>由 {0} 预测</translation>
</message>
<message>
<source>{0} was fine-tuned and is better on the images that both were judged by: {1}, against {2} of what is learnt as you label.</source>
<translation>{0} 经过微调，在两者都据以评判的图像上更好：{1}，边标边学的为 {2}。</translation>
</message>
<message>
<source>{0} was fine-tuned, and too few images tell whether what is learnt as you label is as good.</source>
<translation>{0} 经过微调，而图像太少，无法判断边标边学的模型是否一样好。</translation>
</message>
<message>
<source>{train} trains with all labels; {runs} lets another run predict.</source>
<translation>{train} 用所有标签训练；{runs} 改由另一个运行预测。</translation>
</message>
</context>
<context>
<name>LiveSwitch</name>
<message>
<source>After each of your labels, learn and predict every image anew ({live})</source>
<translation>每次标注之后都学习并重新预测所有图像 ({live})</translation>
</message>
<message>
<source>Learn as I label</source>
<translation>边标边学</translation>
</message>
<message>
<source>Learn from the labels so far, once, and predict every image ({live_once})</source>
<translation>用目前的标注学习一次，并预测所有图像 ({live_once})</translation>
</message>
<message>
<source>Progress of learning as you label</source>
<translation>边标边学的进度</translation>
</message>
<message>
<source>State of learning as you label</source>
<translation>边标边学的状态</translation>
</message>
<message>
<source>Update</source>
<translation>更新</translation>
</message>
<message>
<source>Update predictions once</source>
<translation>更新一次预测</translation>
</message>
</context>
<context>
<name>LocateDialog</name>
<message>
<source>All images of this folder are where they were.</source>
<translation>此文件夹的所有图像都在原处。</translation>
</message>
<message>
<source>Browse…</source>
<translation>浏览…</translation>
</message>
<message>
<source>Choose the folder that the images lie in now. They are found by their path below it, then by what the files hold; their labels stay with them.</source>
<translation>请选择图像现在所在的文件夹。先按其下的路径查找，再按文件内容查找；标签会跟着图像走。</translation>
</message>
<message>
<source>Folder that was moved</source>
<translation>移动过的文件夹</translation>
</message>
<message>
<source>Is now</source>
<translation>现在位于</translation>
</message>
<message>
<source>Locate a moved folder</source>
<translation>重新定位移动过的文件夹</translation>
</message>
<message>
<source>Look for its images</source>
<translation>查找其中的图像</translation>
</message>
<message>
<source>Looking for images</source>
<translation>正在查找图像</translation>
</message>
<message>
<source>None of the {0} images is in this folder.</source>
<translation>这 {0} 张图像都不在此文件夹中。</translation>
</message>
<message>
<source>One was not found; it stays in the project, marked missing.</source>
<translation>有 1 张没有找到；它留在项目中，标记为缺失。</translation>
</message>
<message>
<source>Path of the folder</source>
<translation>文件夹的路径</translation>
</message>
<message>
<source>Re-link</source>
<translation>重新链接</translation>
</message>
<message>
<source>Re-link {0} images</source>
<translation>重新链接 {0} 张图像</translation>
</message>
<message>
<source>Was</source>
<translation>原来位于</translation>
</message>
<message>
<source>Where it lies now</source>
<translation>现在的位置</translation>
</message>
<message>
<source>all {0} images there</source>
<translation>全部 {0} 张图像都在</translation>
</message>
<message>
<source>not there, {0} images</source>
<translation>不在，{0} 张图像</translation>
</message>
<message>
<source>{0} of {1} images found: {2} by their path, {3} by what they hold.</source>
<translation>{1} 张图像中找到 {0} 张：{2} 张按路径，{3} 张按内容。</translation>
</message>
<message>
<source>{0} of {1} images missing</source>
<translation>{1} 张图像中缺失 {0} 张</translation>
</message>
<message>
<source>{0} were not found; they stay in the project, marked missing.</source>
<translation>有 {0} 张没有找到；它们留在项目中，标记为缺失。</translation>
</message>
</context>
<context>
<name>MainWindow</name>
<message>
<source>Saving a backup…</source>
<translation>正在保存备份…</translation>
</message>
<message>
<source>Saving…</source>
<translation>正在保存…</translation>
</message>
<message>
<source>Stopping the training and keeping what it has learnt…</source>
<translation>正在停止训练并保留已学到的内容…</translation>
</message>
</context>
<context>
<name>MapMode</name>
<message>
<source>Making the map…</source>
<translation>正在生成地图…</translation>
</message>
<message>
<source>The map lays alike images near each other. For that the model has to look at each image once: about a minute for 3,000 images.</source>
<translation>地图把相似的图像放在一起。为此模型需要把每张图像看一遍：3,000 张大约一分钟。</translation>
</message>
<message>
<source>laying it out by neighbours…</source>
<translation>正在按近邻布局…</translation>
</message>
<message>
<source>unlike any annotated: {0}</source>
<translation>与所有已标注图像都不同：{0}</translation>
</message>
<message>
<source>{0} crowds</source>
<translation>{0} 个群</translation>
</message>
<message>
<source>{0} crowds, {1} without annotation</source>
<translation>{0} 个群，{1} 个没有标注</translation>
</message>
<message>
<source>{0} images, by neighbours</source>
<translation>{0} 张图像，按近邻布局</translation>
</message>
<message>
<source>{0} images, by the broad lines</source>
<translation>{0} 张图像，按主要方向布局</translation>
</message>
<message>
<source>{0} not looked at yet</source>
<translation>{0} 张尚未看过</translation>
</message>
</context>
<context>
<name>MapPage</name>
<message>
<source>About the map</source>
<translation>关于地图</translation>
</message>
<message>
<source>Colour by</source>
<translation>着色依据</translation>
</message>
<message>
<source>Drag a rectangle to select</source>
<translation>拖出矩形来选择</translation>
</message>
<message>
<source>Drag around images to select them</source>
<translation>围着图像拖动来选择</translation>
</message>
<message>
<source>Drag the map; with the middle button always. The wheel zooms.</source>
<translation>拖动地图；中键始终可拖动，滚轮缩放。</translation>
</message>
<message>
<source>Go to and select a crowd</source>
<translation>转到并选择一个群</translation>
</message>
<message>
<source>Lasso</source>
<translation>套索</translation>
</message>
<message>
<source>Laying out the map</source>
<translation>正在布局地图</translation>
</message>
<message>
<source>Look at the images now</source>
<translation>现在看图像</translation>
</message>
<message>
<source>Move</source>
<translation>移动</translation>
</message>
<message>
<source>Rectangle</source>
<translation>矩形</translation>
</message>
<message>
<source>Review first</source>
<translation>优先审阅</translation>
</message>
<message>
<source>Review first what is selected; without a selection what stands out</source>
<translation>优先审阅所选图像；未选择时审阅突出的图像</translation>
</message>
<message>
<source>Show in the grid</source>
<translation>在网格中显示</translation>
</message>
<message>
<source>Show the selected images in the grid, as a search</source>
<translation>以搜索的形式在网格中显示所选图像</translation>
</message>
<message>
<source>Whole map</source>
<translation>整个地图</translation>
</message>
</context>
<context>
<name>MapView</name>
<message>
<source>Map of images</source>
<translation>图像地图</translation>
</message>
<message>
<source>{0} images on the map, {1} selected.</source>
<translation>地图上有 {0} 张图像，已选择 {1} 张。</translation>
</message>
</context>
<context>
<name>MapWords</name>
<message>
<source>Date</source>
<translation>日期</translation>
</message>
<message>
<source>Doubt</source>
<translation>疑问</translation>
</message>
<message>
<source>Folder</source>
<translation>文件夹</translation>
</message>
<message>
<source>Labels</source>
<translation>标签</translation>
</message>
<message>
<source>Labels of {0}</source>
<translation>{0} 的标签</translation>
</message>
<message>
<source>Probability of {0}</source>
<translation>{0} 的概率</translation>
</message>
<message>
<source>Source</source>
<translation>来源</translation>
</message>
<message>
<source>a person</source>
<translation>人</translation>
</message>
<message>
<source>an accepted suggestion</source>
<translation>已接受的建议</translation>
</message>
<message>
<source>imported</source>
<translation>导入</translation>
</message>
<message>
<source>kept by a person</source>
<translation>由人确认保留</translation>
</message>
<message>
<source>mixed: {0}</source>
<translation>混合：{0}</translation>
</message>
<message>
<source>nothing annotated</source>
<translation>没有标注</translation>
</message>
<message>
<source>nothing annotated: {0}</source>
<translation>没有标注：{0}</translation>
</message>
<message>
<source>nothing known</source>
<translation>一无所知</translation>
</message>
<message>
<source>others</source>
<translation>其他</translation>
</message>
<message>
<source>pale: the model alone says so</source>
<translation>浅色：仅模型如此认为</translation>
</message>
<message>
<source>suggested: {0} {1}</source>
<translation>建议：{0} {1}</translation>
</message>
<message>
<source>{0}: {1}, {2} % of them as predicted, {3} annotated</source>
<translation>{0}：{1} 张，按预测占 {2} %，{3} 张已标注</translation>
</message>
<message>
<source>{0}: {1}, {2} % of those annotated</source>
<translation>{0}：{1} 张，占已标注的 {2} %</translation>
</message>
<message>
<source>{0}?</source>
<translation>{0}？</translation>
</message>
</context>
<context>
<name>MarksBox</name>
<message>
<source>Comment ({comment})</source>
<translation>备注 ({comment})</translation>
</message>
<message>
<source>Comment on the image</source>
<translation>图像的备注</translation>
</message>
<message>
<source>Left out of training and of every figure until you know ({unsure})</source>
<translation>在你确定之前，不参与训练和任何指标 ({unsure})</translation>
</message>
<message>
<source>Several comments</source>
<translation>多条备注</translation>
</message>
<message>
<source>Unsure</source>
<translation>存疑</translation>
</message>
</context>
<context>
<name>MissingDialog</name>
<message>
<source>All images can be shown.</source>
<translation>所有图像都可以显示。</translation>
</message>
<message>
<source>Copy</source>
<translation>复制</translation>
</message>
<message>
<source>Images that cannot be shown</source>
<translation>无法显示的图像</translation>
</message>
<message>
<source>Images that cannot be shown, and why</source>
<translation>无法显示的图像及原因</translation>
</message>
<message>
<source>Locate a moved folder…</source>
<translation>重新定位移动过的文件夹…</translation>
</message>
<message>
<source>One image cannot be shown. Its labels are kept.</source>
<translation>有 1 张图像无法显示。它的标签已保留。</translation>
</message>
<message>
<source>Try again</source>
<translation>重试</translation>
</message>
<message>
<source>Try {0} again</source>
<translation>重试 {0} 张</translation>
</message>
<message>
<source>{0} images cannot be shown. Their labels are kept.</source>
<translation>{0} 张图像无法显示。它们的标签已保留。</translation>
</message>
</context>
<context>
<name>MissingImages</name>
<message>
<source>A folder of images is not there.</source>
<translation>有一个图像文件夹不在了。</translation>
</message>
<message>
<source>All labels are kept.</source>
<translation>所有标签都已保留。</translation>
</message>
<message>
<source>At the paths of {0} lies something else, or may. Of them, is:changed finds those that are labelled.</source>
<translation>有 {0} 张图像的路径处已是（或可能是）别的内容。其中已标注的可用 is:changed 找到。</translation>
</message>
<message>
<source>Connect its disk, or say where the folder lies now.</source>
<translation>请连接它所在的磁盘，或指明文件夹现在的位置。</translation>
</message>
<message>
<source>Locate the folder again to choose another place.</source>
<translation>要选择另一个位置，请再次定位该文件夹。</translation>
</message>
<message>
<source>The selected images can be shown: there is no reason to copy.</source>
<translation>所选图像都可以显示：没有原因可复制。</translation>
</message>
<message>
<source>There are no unreadable images.</source>
<translation>没有无法读取的图像。</translation>
</message>
<message>
<source>{0} folders of images are not there.</source>
<translation>有 {0} 个图像文件夹不在了。</translation>
</message>
<message>
<source>{0} images are linked to their files again.</source>
<translation>{0} 张图像已重新链接到文件。</translation>
</message>
</context>
<context>
<name>MissingModel</name>
<message>
<source>Image</source>
<translation>图像</translation>
</message>
<message>
<source>The image cannot be read.</source>
<translation>无法读取此图像。</translation>
</message>
<message>
<source>Why</source>
<translation>原因</translation>
</message>
</context>
<context>
<name>ModeBanner</name>
<message>
<source>Done (Esc)</source>
<translation>完成 (Esc)</translation>
</message>
</context>
<context>
<name>ModelExport</name>
<message>
<source>Comparing it with the run…</source>
<translation>正在与运行的结果比较…</translation>
</message>
<message>
<source>Stopped. Nothing was written.</source>
<translation>已停止。没有写入任何内容。</translation>
</message>
<message>
<source>Writing the model…</source>
<translation>正在写入模型…</translation>
</message>
</context>
<context>
<name>ModelExportDialog</name>
<message>
<source>A folder as the Hugging Face hub has it: weights as safetensors, configuration, and a model card filled from the run.</source>
<translation>Hugging Face hub 形式的文件夹：safetensors 权重、配置，以及按运行填写的模型卡。</translation>
</message>
<message>
<source>Cancel</source>
<translation>取消</translation>
</message>
<message>
<source>Choose…</source>
<translation>选择…</translation>
</message>
<message>
<source>Close</source>
<translation>关闭</translation>
</message>
<message>
<source>Export</source>
<translation>导出</translation>
</message>
<message>
<source>Export model</source>
<translation>导出模型</translation>
</message>
<message>
<source>File to write</source>
<translation>要写入的文件</translation>
</message>
<message>
<source>Folder for the Hugging Face hub</source>
<translation>Hugging Face hub 文件夹</translation>
</message>
<message>
<source>Folder to write to</source>
<translation>要写入的文件夹</translation>
</message>
<message>
<source>Format</source>
<translation>格式</translation>
</message>
<message>
<source>Licence of the images</source>
<translation>图像的许可证</translation>
</message>
<message>
<source>Loading the model…</source>
<translation>正在加载模型…</translation>
</message>
<message>
<source>ONNX</source>
<translation>ONNX</translation>
</message>
<message>
<source>One file for ONNX Runtime and whatever else reads ONNX, in any language and without LabelMT. Images of any size go in.</source>
<translation>单个文件，可用于 ONNX Runtime 以及任何读取 ONNX 的程序，不限语言，无需 LabelMT。输入任意尺寸的图像。</translation>
</message>
<message>
<source>One file for PyTorch, without LabelMT. PyTorch runs code that such a file holds: pass it on to people who trust you.</source>
<translation>单个文件，用于 PyTorch，无需 LabelMT。PyTorch 会运行此类文件中的代码：请只交给信任你的人。</translation>
</message>
<message>
<source>PyTorch (torch.export)</source>
<translation>PyTorch (torch.export)</translation>
</message>
<message>
<source>Replace it</source>
<translation>替换它</translation>
</message>
<message>
<source>Run</source>
<translation>运行</translation>
</message>
<message>
<source>Stop</source>
<translation>停止</translation>
</message>
<message>
<source>Stopping…</source>
<translation>正在停止…</translation>
</message>
<message>
<source>What would be written</source>
<translation>将要写入的内容</translation>
</message>
<message>
<source>Write to</source>
<translation>写入到</translation>
</message>
<message>
<source>not stated</source>
<translation>未说明</translation>
</message>
<message>
<source>{0} (predicts)</source>
<translation>{0}（用于预测）</translation>
</message>
</context>
<context>
<name>NewModelNotice</name>
<message>
<source>The new model is better: {0} scores {2}, {1} scored {3}, on the images that both were judged by. It predicts from now on.</source>
<translation>新模型更好：在两者都据以评判的图像上，{0} 得分 {2}，{1} 得分 {3}。从现在起由它预测。</translation>
</message>
<message>
<source>The new model is not better: {0} scores {2}, {1} scored {3}, on the images that both were judged by. It predicts from now on, because it knows your newest labels.</source>
<translation>新模型没有更好：在两者都据以评判的图像上，{0} 得分 {2}，{1} 得分 {3}。但它学过你最新的标注，因此从现在起由它预测。</translation>
</message>
<message>
<source>Use {0} again</source>
<translation>重新使用 {0}</translation>
</message>
<message>
<source>{0} predicts from now on. Too few images tell whether {1} was better.</source>
<translation>从现在起由 {0} 预测。图像太少，无法判断 {1} 是否更好。</translation>
</message>
</context>
<context>
<name>NothingFound</name>
<message>
<source>Every image can be read.</source>
<translation>所有图像都可以读取。</translation>
</message>
<message>
<source>Every image has labels.

Review what is still open: {review}.</source>
<translation>所有图像都有标签。

审阅尚未确定的内容：{review}。</translation>
</message>
<message>
<source>No image is flagged as unsure.</source>
<translation>没有图像被标记为存疑。</translation>
</message>
<message>
<source>No image is known to have a part missing.</source>
<translation>没有已知缺失部分内容的图像。</translation>
</message>
<message>
<source>No image is missing.</source>
<translation>没有缺失的图像。</translation>
</message>
<message>
<source>No image is there twice.</source>
<translation>没有重复的图像。</translation>
</message>
<message>
<source>No suspects left.</source>
<translation>没有剩余的可疑标注。</translation>
</message>
<message>
<source>No suspects yet: no model has checked the annotations.

Train ({train}), or go on labelling with “Learn as I label”.</source>
<translation>还没有可疑标注：还没有模型检查过标注。

请训练 ({train})，或打开“边标边学”继续标注。</translation>
</message>
<message>
<source>No suspects yet: the model is not to be trusted so far.

A label is asked about when its light in the label panel is full: from {0} images with it, and {0} without it, that judged it.</source>
<translation>还没有可疑标注：模型目前还不足以信任。

标签面板中某标签的指示灯全满时才会询问它：需要至少 {0} 张有它和 {0} 张没有它的图像来评判。</translation>
</message>
<message>
<source>Nothing is disputed: nobody says otherwise than another, or it is settled.</source>
<translation>没有争议：没有人意见不同，或者已经裁定。</translation>
</message>
<message>
<source>Nothing is suggested.

Label some images, or train: {train}.</source>
<translation>没有任何建议。

请标注一些图像，或训练：{train}。</translation>
</message>
<message>
<source>Nothing matches
{0}

“All” in the sidebar shows all images again; Help › Search syntax has examples.</source>
<translation>没有匹配的图像
{0}

侧边栏中的“全部”会再次显示所有图像；“帮助 › 搜索语法”中有示例。</translation>
</message>
</context>
<context>
<name>NoticeBar</name>
<message>
<source>Copy details</source>
<translation>复制详情</translation>
</message>
<message>
<source>Details</source>
<translation>详情</translation>
</message>
<message>
<source>Details of the error</source>
<translation>错误详情</translation>
</message>
<message>
<source>Dismiss</source>
<translation>关闭提示</translation>
</message>
<message>
<source>Next ({0} more)</source>
<translation>下一条（还有 {0} 条）</translation>
</message>
</context>
<context>
<name>OtherModel</name>
<message>
<source>A folder of images to label</source>
<translation>要标注的图像文件夹</translation>
</message>
<message>
<source>A project, or the folder of an exported model</source>
<translation>项目，或导出的模型的文件夹</translation>
</message>
<message>
<source>All files (*)</source>
<translation>所有文件 (*)</translation>
</message>
<message>
<source>An exported model</source>
<translation>导出的模型</translation>
</message>
<message>
<source>Asking the other model</source>
<translation>正在询问另一个模型</translation>
</message>
<message>
<source>Models (*.onnx)</source>
<translation>模型 (*.onnx)</translation>
</message>
</context>
<context>
<name>OverviewPage</name>
<message>
<source>Before</source>
<translation>之前</translation>
</message>
<message>
<source>Figure</source>
<translation>指标</translation>
</message>
<message>
<source>Figures of each task</source>
<translation>各任务的指标</translation>
</message>
<message>
<source>In brackets: {0} % intervals.</source>
<translation>括号内：{0} % 区间。</translation>
</message>
<message>
<source>Renamed since: {0}.</source>
<translation>此后改了名：{0}。</translation>
</message>
<message>
<source>Review them first</source>
<translation>先审阅它们</translation>
</message>
<message>
<source>Setting</source>
<translation>设置</translation>
</message>
<message>
<source>Settings</source>
<translation>设置</translation>
</message>
<message>
<source>Settings of this run:</source>
<translation>此运行的设置：</translation>
</message>
<message>
<source>Settings that differ from “{0}”:</source>
<translation>与“{0}”不同的设置：</translation>
</message>
<message>
<source>Show them</source>
<translation>显示它们</translation>
</message>
<message>
<source>Task</source>
<translation>任务</translation>
</message>
<message>
<source>The same settings as “{0}”.</source>
<translation>设置与“{0}”相同。</translation>
</message>
<message>
<source>This run</source>
<translation>此运行</translation>
</message>
<message>
<source>too few to tell</source>
<translation>太少，无法判断</translation>
</message>
<message>
<source>{0} was {1}</source>
<translation>{0} 曾为 {1}</translation>
</message>
</context>
<context>
<name>PalettePicker</name>
<message>
<source>Another colour</source>
<translation>其他颜色</translation>
</message>
</context>
<context>
<name>PanelHandle</name>
<message>
<source>Drag: resize · click: hide</source>
<translation>拖动：调整宽度 · 单击：隐藏</translation>
</message>
</context>
<context>
<name>PaperChoice</name>
<message>
<source>Paper</source>
<translation>纸张</translation>
</message>
</context>
<context>
<name>PhotoReading</name>
<message>
<source>{0}° {1}, {2}° {3}</source>
<translation>{0}° {1}, {2}° {3}</translation>
</message>
</context>
<context>
<name>PlaceRow</name>
<message>
<source>Choose…</source>
<translation>选择…</translation>
</message>
<message>
<source>File to write</source>
<translation>要写入的文件</translation>
</message>
<message>
<source>Folder to write to</source>
<translation>要写入的文件夹</translation>
</message>
<message>
<source>Write to</source>
<translation>写入到</translation>
</message>
</context>
<context>
<name>PreferencesDialog</name>
<message>
<source> GB</source>
<translation> GB</translation>
</message>
<message>
<source> minutes of work</source>
<translation> 分钟的工作</translation>
</message>
<message>
<source>A training is using them.</source>
<translation>训练正在使用它们。</translation>
</message>
<message>
<source>At most</source>
<translation>上限</translation>
</message>
<message>
<source>Backups</source>
<translation>备份</translation>
</message>
<message>
<source>Caches</source>
<translation>缓存</translation>
</message>
<message>
<source>Changes take effect at once.</source>
<translation>更改立即生效。</translation>
</message>
<message>
<source>Clear</source>
<translation>清除</translation>
</message>
<message>
<source>Clear image features</source>
<translation>清除图像特征</translation>
</message>
<message>
<source>Clear thumbnails</source>
<translation>清除缩略图</translation>
</message>
<message>
<source>Counting…</source>
<translation>正在统计…</translation>
</message>
<message>
<source>Image features</source>
<translation>图像特征</translation>
</message>
<message>
<source>Language</source>
<translation>语言 (Language)</translation>
</message>
<message>
<source>Most for backups</source>
<translation>备份的上限</translation>
</message>
<message>
<source>Most for thumbnails</source>
<translation>缩略图的上限</translation>
</message>
<message>
<source>No project is open.</source>
<translation>没有打开项目。</translation>
</message>
<message>
<source>Of each project; the two newest are always kept.</source>
<translation>每个项目；最新的两份始终保留。</translation>
</message>
<message>
<source>Of this project. Whatever is cleared is made again when it is needed; annotations and models stay.</source>
<translation>属于此项目。清除的内容需要时会重新生成；标注和模型不受影响。</translation>
</message>
<message>
<source>One every</source>
<translation>备份间隔</translation>
</message>
<message>
<source>Preferences</source>
<translation>首选项</translation>
</message>
<message>
<source>Stored with what you annotate from now on, in all projects.</source>
<translation>此后在所有项目中随你的标注一起保存。</translation>
</message>
<message>
<source>Theme</source>
<translation>主题</translation>
</message>
<message>
<source>Thumbnails</source>
<translation>缩略图</translation>
</message>
<message>
<source>Time between two backups</source>
<translation>两次备份的间隔</translation>
</message>
<message>
<source>You</source>
<translation>你</translation>
</message>
<message>
<source>Your name</source>
<translation>你的名字</translation>
</message>
</context>
<context>
<name>ProjectsController</name>
<message>
<source>A folder of images that have tags</source>
<translation>带有关键词的图像文件夹</translation>
</message>
<message>
<source>A folder of images to label</source>
<translation>要标注的图像文件夹</translation>
</message>
<message>
<source>All files (*)</source>
<translation>所有文件 (*)</translation>
</message>
<message>
<source>Files of labels ({0})</source>
<translation>标签文件 ({0})</translation>
</message>
<message>
<source>Import labels from a file</source>
<translation>从文件导入标签</translation>
</message>
<message>
<source>Import labels from a folder</source>
<translation>从文件夹导入标签</translation>
</message>
<message>
<source>Making the example</source>
<translation>正在制作示例</translation>
</message>
<message>
<source>Open a folder of images</source>
<translation>打开图像文件夹</translation>
</message>
<message>
<source>Open a project</source>
<translation>打开项目</translation>
</message>
<message>
<source>“{0}” has a project already: it was opened, with the labels in it.</source>
<translation>“{0}”已有项目：已打开该项目及其中的标签。</translation>
</message>
</context>
<context>
<name>Provenance</name>
<message>
<source>absent</source>
<translation>无</translation>
</message>
<message>
<source>absent, because “{0}” is present</source>
<translation>无，因为有“{0}”</translation>
</message>
<message>
<source>accepted suggestion</source>
<translation>已接受的建议</translation>
</message>
<message>
<source>by hand</source>
<translation>手工</translation>
</message>
<message>
<source>disputed and settled</source>
<translation>有争议并已裁定</translation>
</message>
<message>
<source>doubted and confirmed</source>
<translation>曾被怀疑，已确认</translation>
</message>
<message>
<source>imported</source>
<translation>导入</translation>
</message>
<message>
<source>present</source>
<translation>有</translation>
</message>
<message>
<source>{0} of run {1}</source>
<translation>运行 {1} 的{0}</translation>
</message>
<message>
<source>{0}: {1}, {2}, {3}</source>
<translation>{0}：{1}，{2}，{3}</translation>
</message>
</context>
<context>
<name>QuickLabel</name>
<message>
<source>A label's name (Esc: back)</source>
<translation>标签名称（Esc：返回）</translation>
</message>
<message>
<source>Enter: present · Shift: absent · Alt: unknown · Ctrl: just make the label</source>
<translation>Enter：有 · Shift：无 · Alt：未知 · Ctrl：只建立标签</translation>
</message>
<message>
<source>Find or add a label ({add_label})</source>
<translation>查找或添加标签 ({add_label})</translation>
</message>
<message>
<source>Labels that match</source>
<translation>匹配的标签</translation>
</message>
<message>
<source>Name of the label</source>
<translation>标签的名称</translation>
</message>
<message>
<source>New label “{0}”</source>
<translation>新标签“{0}”</translation>
</message>
<message>
<source>{0}  (was {1})</source>
<translation>{0}（曾名 {1}）</translation>
</message>
<message>
<source>{0}  ({1})</source>
<translation>{0}（{1}）</translation>
</message>
</context>
<context>
<name>ReadingBoxes</name>
<message>
<source>Columns</source>
<translation>列</translation>
</message>
<message>
<source>Encoding</source>
<translation>编码</translation>
</message>
<message>
<source>Format</source>
<translation>格式</translation>
</message>
<message>
<source>Images are named in</source>
<translation>图像名称所在的列</translation>
</message>
<message>
<source>Separator</source>
<translation>分隔符</translation>
</message>
<message>
<source>all</source>
<translation>全部</translation>
</message>
<message>
<source>comma ,</source>
<translation>逗号 ,</translation>
</message>
<message>
<source>guessed</source>
<translation>自动推测</translation>
</message>
<message>
<source>semicolon ;</source>
<translation>分号 ;</translation>
</message>
<message>
<source>space</source>
<translation>空格</translation>
</message>
<message>
<source>tab</source>
<translation>制表符</translation>
</message>
<message>
<source>vertical bar |</source>
<translation>竖线 |</translation>
</message>
<message>
<source>{0} (guessed)</source>
<translation>{0}（推测）</translation>
</message>
<message>
<source>{0} of {1}</source>
<translation>{0} / {1}</translation>
</message>
</context>
<context>
<name>RecentItem</name>
<message>
<source>1 image</source>
<translation>1 张图像</translation>
</message>
<message>
<source>Folder not found. Is its disk connected?</source>
<translation>找不到文件夹。它所在的磁盘连接了吗？</translation>
</message>
<message>
<source>Remove from list</source>
<translation>从列表移除</translation>
</message>
<message>
<source>Remove from list; the project itself stays</source>
<translation>从列表移除；项目本身保留</translation>
</message>
<message>
<source>Remove {0} from the list</source>
<translation>将 {0} 从列表移除</translation>
</message>
<message>
<source>{0} images</source>
<translation>{0} 张图像</translation>
</message>
<message>
<source>{0} of {1} images labelled</source>
<translation>{1} 张中已标注 {0} 张</translation>
</message>
</context>
<context>
<name>ReportDialog</name>
<message>
<source>Data card</source>
<translation>数据卡</translation>
</message>
<message>
<source>Data card: what nobody but you can say of the images. It is kept.</source>
<translation>数据卡：关于图像，只有你说得出的内容。它会保存下来。</translation>
</message>
<message>
<source>No model has learnt yet</source>
<translation>还没有模型学习过</translation>
</message>
<message>
<source>Paper</source>
<translation>纸张</translation>
</message>
<message>
<source>Report</source>
<translation>报告</translation>
</message>
<message>
<source>Run</source>
<translation>运行</translation>
</message>
<message>
<source>Write report</source>
<translation>写报告</translation>
</message>
<message>
<source>Write to</source>
<translation>写入到</translation>
</message>
<message>
<source>report.html can be opened and handed on by itself; report.pdf is the same on paper. Both hold small pictures of some images.</source>
<translation>report.html 可单独打开和转交；report.pdf 是同样的内容，供打印。两者都含有部分图像的小图。</translation>
</message>
<message>
<source>{0} (predicts)</source>
<translation>{0}（用于预测）</translation>
</message>
</context>
<context>
<name>RestoreDialog</name>
<message>
<source>Against now</source>
<translation>与现在相比</translation>
</message>
<message>
<source>Annotations</source>
<translation>标注</translation>
</message>
<message>
<source>Backups of the project</source>
<translation>项目的备份</translation>
</message>
<message>
<source>Images</source>
<translation>图像</translation>
</message>
<message>
<source>Made</source>
<translation>建立时间</translation>
</message>
<message>
<source>Restore</source>
<translation>恢复</translation>
</message>
<message>
<source>Restore a backup</source>
<translation>恢复备份</translation>
</message>
<message>
<source>The project is damaged: {0}</source>
<translation>项目已损坏：{0}</translation>
</message>
<message>
<source>The project is sound. What you go back from is kept as a backup.</source>
<translation>项目完好。当前的状态会另存为一份备份。</translation>
</message>
<message>
<source>The project will be as it was then.</source>
<translation>项目将回到当时的样子。</translation>
</message>
<message>
<source>There is no backup. What can be read of the database is restored.</source>
<translation>没有备份。将恢复数据库中还能读出的内容。</translation>
</message>
<message>
<source>What was done after it is replayed from the journal.</source>
<translation>此后的操作会按日志重放。</translation>
</message>
<message>
<source>damaged: {0}</source>
<translation>已损坏：{0}</translation>
</message>
<message>
<source>{0} later actions in the journal</source>
<translation>日志中有 {0} 个后续操作</translation>
</message>
<message>
<source>{0} more, {1} fewer, {2} others</source>
<translation>多 {0}，少 {1}，不同 {2}</translation>
</message>
</context>
<context>
<name>ReviewBanner</name>
<message>
<source>All tasks</source>
<translation>所有任务</translation>
</message>
<message>
<source>Progress of the review</source>
<translation>审阅进度</translation>
</message>
<message>
<source>Review</source>
<translation>审阅</translation>
</message>
<message>
<source>Space: accept and go on · a label's key: correct · {review}: go on · Esc: done</source>
<translation>Space：接受并继续 · 标签键：更正 · {review}：继续 · Esc：完成</translation>
</message>
<message>
<source>Task that is reviewed</source>
<translation>要审阅的任务</translation>
</message>
<message>
<source>What is judged on images drawn by chance holds for all your photographs.</source>
<translation>在随机抽取的图像上得出的评判，适用于你的所有照片。</translation>
</message>
<message>
<source>What is suggested</source>
<translation>建议的内容</translation>
</message>
<message>
<source>about {0} min</source>
<translation>约 {0} 分钟</translation>
</message>
<message>
<source>drawn by chance</source>
<translation>随机抽取</translation>
</message>
<message>
<source>looks like a label by its name</source>
<translation>按名称看像某个标签</translation>
</message>
<message>
<source>may show a label with few examples</source>
<translation>可能有示例很少的标签</translation>
</message>
<message>
<source>skipped before</source>
<translation>之前跳过的</translation>
</message>
<message>
<source>stands for many images</source>
<translation>代表许多图像</translation>
</message>
<message>
<source>the model is unsure</source>
<translation>模型不确定</translation>
</message>
<message>
<source>unlike any you annotated</source>
<translation>与你标注过的都不像</translation>
</message>
<message>
<source>{0} answered</source>
<translation>已回答 {0}</translation>
</message>
<message>
<source>{0} answered ({1} with labels left open)</source>
<translation>已回答 {0}（{1} 张还有标签未定）</translation>
</message>
<message>
<source>{0} labelled without a look</source>
<translation>{0} 张未经查看即标注</translation>
</message>
<message>
<source>{0} left</source>
<translation>剩余 {0}</translation>
</message>
</context>
<context>
<name>ReviewMode</name>
<message>
<source>By the name alone: {0}</source>
<translation>仅凭名称：{0}</translation>
</message>
<message>
<source>By the name alone: {0}. Nothing has judged this: answer by a key</source>
<translation>仅凭名称：{0}。尚未经任何检验：请用按键回答</translation>
</message>
<message>
<source>Every image has been reviewed.</source>
<translation>所有图像都已审阅。</translation>
</message>
<message>
<source>Labelled without a look at it: {0}. Space: that is right</source>
<translation>未经查看即标注：{0}。Space：正确</translation>
</message>
<message>
<source>Make a label first, then review what is suggested.</source>
<translation>请先添加一个标签，再审阅建议。</translation>
</message>
<message>
<source>No suggestions, the model cannot tell: answer by the labels' keys</source>
<translation>没有建议，模型无法判断：请用标签键回答</translation>
</message>
<message>
<source>No suggestions: answer by the labels' keys</source>
<translation>没有建议：请用标签键回答</translation>
</message>
<message>
<source>Suggested: none of what is unknown</source>
<translation>建议：未知的标签都没有</translation>
</message>
<message>
<source>Suggested: {0}</source>
<translation>建议：{0}</translation>
</message>
<message>
<source>none of these labels</source>
<translation>这些标签都没有</translation>
</message>
</context>
<context>
<name>RunsWindow</name>
<message>
<source>Annotations stay, those accepted from it too. This cannot be undone.</source>
<translation>标注会保留，包括从它接受的。此操作无法撤销。</translation>
</message>
<message>
<source>Compare</source>
<translation>比较</translation>
</message>
<message>
<source>Curves</source>
<translation>曲线</translation>
</message>
<message>
<source>Delete</source>
<translation>删除</translation>
</message>
<message>
<source>Delete a run</source>
<translation>删除运行</translation>
</message>
<message>
<source>Delete “{0}” with its weights and figures?</source>
<translation>删除“{0}”及其权重和指标？</translation>
</message>
<message>
<source>Delete…</source>
<translation>删除…</translation>
</message>
<message>
<source>Kind</source>
<translation>类型</translation>
</message>
<message>
<source>Labels</source>
<translation>标签</translation>
</message>
<message>
<source>Labels together</source>
<translation>标签共现</translation>
</message>
<message>
<source>Learning curve</source>
<translation>学习曲线</translation>
</message>
<message>
<source>Mistakes</source>
<translation>错误</translation>
</message>
<message>
<source>Name of the run</source>
<translation>运行的名称</translation>
</message>
<message>
<source>No figures.</source>
<translation>没有指标。</translation>
</message>
<message>
<source>Notes</source>
<translation>笔记</translation>
</message>
<message>
<source>Overview</source>
<translation>概览</translation>
</message>
<message>
<source>Run</source>
<translation>运行</translation>
</message>
<message>
<source>Runs</source>
<translation>训练记录</translation>
</message>
<message>
<source>Runs, the newest first</source>
<translation>运行，最新的在前</translation>
</message>
<message>
<source>State</source>
<translation>状态</translation>
</message>
<message>
<source>There is no run yet: Train ({train}) makes one, as soon as a label is present on one image and absent on another. Its metrics, curves and mistakes are here then.</source>
<translation>还没有运行：只要某个标签在一张图像上为“有”、在另一张上为“无”，训练 ({train}) 就会产生一个。之后这里会有它的指标、曲线和错误。</translation>
</message>
<message>
<source>Use for predictions</source>
<translation>用于预测</translation>
</message>
<message>
<source>When</source>
<translation>时间</translation>
</message>
</context>
<context>
<name>SavedActions</name>
<message>
<source>Nothing of it is left: there was nothing to take back.</source>
<translation>已经没有可以撤回的内容。</translation>
</message>
</context>
<context>
<name>SavedViewMenu</name>
<message>
<source>Delete</source>
<translation>删除</translation>
</message>
<message>
<source>Rename…</source>
<translation>重命名…</translation>
</message>
</context>
<context>
<name>SavedViewsController</name>
<message>
<source>Name of the saved view</source>
<translation>已保存视图的名称</translation>
</message>
<message>
<source>Name:</source>
<translation>名称：</translation>
</message>
<message>
<source>Rename the saved view</source>
<translation>重命名已保存的视图</translation>
</message>
<message>
<source>Save this search</source>
<translation>保存此搜索</translation>
</message>
</context>
<context>
<name>ScanPatternsDialog</name>
<message>
<source>&amp;Leave these out</source>
<translation>不纳入这些(&amp;L)</translation>
</message>
<message>
<source>&amp;Take these alone (empty: all images)</source>
<translation>只纳入这些（留空：所有图像）(&amp;T)</translation>
</message>
<message>
<source>Files to take</source>
<translation>要纳入的文件</translation>
</message>
<message>
<source>Patterns as in .gitignore, one a line: *.nef, /raw/, **/thumbs/*.png. They say which files come from now on; images that are in the project stay.</source>
<translation>写法与 .gitignore 相同，每行一个：*.nef、/raw/、**/thumbs/*.png。它们决定今后哪些文件会加入；已在项目中的图像保留。</translation>
</message>
</context>
<context>
<name>SchemaDialog</name>
<message>
<source>Add a label</source>
<translation>添加标签</translation>
</message>
<message>
<source>All files (*)</source>
<translation>所有文件 (*)</translation>
</message>
<message>
<source>Close</source>
<translation>关闭</translation>
</message>
<message>
<source>Export the schema</source>
<translation>导出标签体系</translation>
</message>
<message>
<source>Export…</source>
<translation>导出…</translation>
</message>
<message>
<source>Import a schema</source>
<translation>导入标签体系</translation>
</message>
<message>
<source>Import…</source>
<translation>导入…</translation>
</message>
<message>
<source>Redo</source>
<translation>重做</translation>
</message>
<message>
<source>Schemas ({0})</source>
<translation>标签体系 ({0})</translation>
</message>
<message>
<source>Start from</source>
<translation>从模板开始</translation>
</message>
<message>
<source>Tasks and labels</source>
<translation>任务和标签</translation>
</message>
<message>
<source>Undo</source>
<translation>撤销</translation>
</message>
<message>
<source>Written: {0}</source>
<translation>已写入：{0}</translation>
</message>
</context>
<context>
<name>SchemaEditing</name>
<message>
<source>Delete</source>
<translation>删除</translation>
</message>
<message>
<source>Delete the label “{0}”?</source>
<translation>删除标签“{0}”？</translation>
</message>
<message>
<source>Delete the task “{0}” with its labels?</source>
<translation>删除任务“{0}”及其标签？</translation>
</message>
<message>
<source>It has no annotations.</source>
<translation>它没有标注。</translation>
</message>
<message>
<source>One annotation goes with it. You can undo this.</source>
<translation>1 条标注将随之删除。可以撤销。</translation>
</message>
<message>
<source>labels</source>
<translation>标签</translation>
</message>
<message>
<source>{0} annotations go with it. You can undo this.</source>
<translation>{0} 条标注将随之删除。可以撤销。</translation>
</message>
</context>
<context>
<name>SchemaRequests</name>
<message>
<source>A label needs a task first.</source>
<translation>标签需要先有任务。</translation>
</message>
<message>
<source>Delete</source>
<translation>删除</translation>
</message>
<message>
<source>Go on</source>
<translation>继续</translation>
</message>
<message>
<source>Merge labels</source>
<translation>合并标签</translation>
</message>
<message>
<source>Which label is to stand for the {0} selected ones?</source>
<translation>所选的 {0} 个标签要合并为哪个标签？</translation>
</message>
<message>
<source>Which label is to stand for “{0}” as well?</source>
<translation>“{0}”要合并到哪个标签？</translation>
</message>
</context>
<context>
<name>SchemaSide</name>
<message>
<source>1 annotation</source>
<translation>1 条标注</translation>
</message>
<message>
<source>Add a task, or start from a template.</source>
<translation>请添加任务，或从模板开始。</translation>
</message>
<message>
<source>Alt+Down, or drag</source>
<translation>Alt+Down，或拖动</translation>
</message>
<message>
<source>Alt+Up, or drag</source>
<translation>Alt+Up，或拖动</translation>
</message>
<message>
<source>Any number of labels per image</source>
<translation>每张图像任意多个标签</translation>
</message>
<message>
<source>Archive</source>
<translation>归档</translation>
</message>
<message>
<source>Bring back</source>
<translation>取消归档</translation>
</message>
<message>
<source>Delete…</source>
<translation>删除…</translation>
</message>
<message>
<source>Exactly one label per image</source>
<translation>每张图像恰好一个标签</translation>
</message>
<message>
<source>Merge into…</source>
<translation>合并到…</translation>
</message>
<message>
<source>Move down</source>
<translation>下移</translation>
</message>
<message>
<source>Move to task</source>
<translation>移到任务</translation>
</message>
<message>
<source>Move up</source>
<translation>上移</translation>
</message>
<message>
<source>On images with any annotation in this task, training reads every label without one as absent. Tick it only where whoever labelled an image named all that is on it: else the model learns that what was passed over is not there.</source>
<translation>在此任务中有任何标注的图像上，训练会把没有标注的标签都当作“无”。只有当标注者写全了图像上的所有内容时才勾选：否则模型会把漏标的学成没有。</translation>
</message>
<message>
<source>Out of panels and training; annotations are kept</source>
<translation>不出现在面板和训练中；标注保留</translation>
</message>
<message>
<source>Rename</source>
<translation>重命名</translation>
</message>
<message>
<source>Unlabelled means absent</source>
<translation>未标注即为“无”</translation>
</message>
<message>
<source>archived</source>
<translation>已归档</translation>
</message>
<message>
<source>{0} annotations</source>
<translation>{0} 条标注</translation>
</message>
<message>
<source>{0} selected</source>
<translation>已选择 {0} 张</translation>
</message>
</context>
<context>
<name>SchemaTree</name>
<message>
<source>Tasks and labels</source>
<translation>任务和标签</translation>
</message>
</context>
<context>
<name>SchemaTreeModel</name>
<message>
<source>Also called</source>
<translation>又名</translation>
</message>
<message>
<source>Annotations</source>
<translation>标注</translation>
</message>
<message>
<source>Implies</source>
<translation>蕴含</translation>
</message>
<message>
<source>Key</source>
<translation>快捷键</translation>
</message>
<message>
<source>Name</source>
<translation>名称</translation>
</message>
<message>
<source>any number</source>
<translation>任意多个</translation>
</message>
<message>
<source>exactly one</source>
<translation>恰好一个</translation>
</message>
<message>
<source>label</source>
<translation>标签</translation>
</message>
<message>
<source>task</source>
<translation>任务</translation>
</message>
<message>
<source>{0} (archived)</source>
<translation>{0}（已归档）</translation>
</message>
</context>
<context>
<name>SearchLine</name>
<message>
<source>Search</source>
<translation>搜索</translation>
</message>
<message>
<source>Search: label:tree is:unlabelled p(sea)&gt;0.4 ({find})</source>
<translation>搜索：label:tree is:unlabelled p(sea)&gt;0.4 ({find})</translation>
</message>
<message>
<source>labelled ({0})</source>
<translation>已标注（{0}）</translation>
</message>
</context>
<context>
<name>SearchSyntaxDialog</name>
<message>
<source>Click an example, or press Enter, to search for it.</source>
<translation>单击示例或按 Enter 即可搜索。</translation>
</message>
<message>
<source>Examples</source>
<translation>示例</translation>
</message>
<message>
<source>Search syntax</source>
<translation>搜索语法</translation>
</message>
<message>
<source>Terms beside each other must all hold. “or” and parentheses join them otherwise, “-” before a term finds all other images, names with spaces go in quotes. Ctrl+Space in the search line lists what may follow.</source>
<translation>并列的条件须同时满足。用“or”和括号可另行组合，条件前加“-”表示其余所有图像，带空格的名称放在引号中。在搜索栏按 Ctrl+Space 会列出可用的内容。</translation>
</message>
<message>
<source>Write</source>
<translation>输入</translation>
</message>
<message>
<source>to find images</source>
<translation>用来查找图像</translation>
</message>
</context>
<context>
<name>SelectionAnnotator</name>
<message>
<source>Copied: {0}</source>
<translation>已复制：{0}</translation>
</message>
<message>
<source>Label these images “{0}”?</source>
<translation>把这些图像标为“{0}”？</translation>
</message>
<message>
<source>Nothing is known of this image: there is nothing to copy.</source>
<translation>这张图像还没有任何已知标签：没有可复制的内容。</translation>
</message>
<message>
<source>Nothing is suggested here that is not known already.</source>
<translation>这里的建议都已是已知内容。</translation>
</message>
<message>
<source>Nothing to change: it is so already.</source>
<translation>无需更改：已经如此。</translation>
</message>
<message>
<source>There is nothing to paste: copy an image's labels first.</source>
<translation>没有可粘贴的内容：请先复制一张图像的标签。</translation>
</message>
<message>
<source>There is nothing to repeat yet.</source>
<translation>还没有可重复的操作。</translation>
</message>
<message>
<source>What another project's model suggests is accepted where you see the images, or when you have looked at a dozen.</source>
<translation>另一个项目的模型的建议，要看着图像接受，或先看过十几张。</translation>
</message>
<message>
<source>Where an image has exactly one label, that one tells the rest.</source>
<translation>每张图像恰好一个标签时，这一个就决定了其余的。</translation>
</message>
<message>
<source>not {0}</source>
<translation>非 {0}</translation>
</message>
</context>
<context>
<name>SettingsDialog</name>
<message>
<source>Advanced</source>
<translation>高级</translation>
</message>
<message>
<source>Found: {0}.</source>
<translation>找到：{0}。</translation>
</message>
<message>
<source>Shows or hides the settings few people need</source>
<translation>显示或隐藏少数人才需要的设置</translation>
</message>
<message>
<source>Training settings</source>
<translation>训练设置</translation>
</message>
</context>
<context>
<name>ShareBox</name>
<message>
<source> %</source>
<translation> %</translation>
</message>
</context>
<context>
<name>SharingDialog</name>
<message>
<source>Alone</source>
<translation>单独</translation>
</message>
<message>
<source>Both were trained from one seed and scored on the same {0} validation images. Brackets: 95 % interval over resampled images.</source>
<translation>两者用同一随机种子训练，并在相同的 {0} 张验证图像上评分。括号内：对图像重采样得到的 95 % 区间。</translation>
</message>
<message>
<source>Change</source>
<translation>变化</translation>
</message>
<message>
<source>Measure</source>
<translation>指标</translation>
</message>
<message>
<source>No difference that could be told from chance: Δm {0}.</source>
<translation>差异与偶然无法区分：Δm {0}。</translation>
</message>
<message>
<source>Shared</source>
<translation>共享</translation>
</message>
<message>
<source>Sharing between tasks</source>
<translation>任务间的共享</translation>
</message>
<message>
<source>Sharing helps: Δm {0}.</source>
<translation>共享有益：Δm {0}。</translation>
</message>
<message>
<source>Sharing hurts: Δm {0}. Consider a copy for each task.</source>
<translation>共享有害：Δm {0}。可考虑为每个任务单独一份。</translation>
</message>
<message>
<source>Task</source>
<translation>任务</translation>
</message>
<message>
<source>Tasks, shared and alone</source>
<translation>各任务共享与单独的对比</translation>
</message>
<message>
<source>Too few validation images to tell what sharing brings.</source>
<translation>验证图像太少，无法判断共享带来什么。</translation>
</message>
<message>
<source>accuracy</source>
<translation>准确率</translation>
</message>
<message>
<source>mAP</source>
<translation>mAP</translation>
</message>
<message>
<source>too few to tell</source>
<translation>太少，无法判断</translation>
</message>
</context>
<context>
<name>ShortcutsDialog</name>
<message>
<source>Action</source>
<translation>操作</translation>
</message>
<message>
<source>Actions and their keys</source>
<translation>操作及其快捷键</translation>
</message>
<message>
<source>Change…</source>
<translation>更改…</translation>
</message>
<message>
<source>Images</source>
<translation>图像</translation>
</message>
<message>
<source>Keyboard shortcuts</source>
<translation>键盘快捷键</translation>
</message>
<message>
<source>Keys</source>
<translation>按键</translation>
</message>
<message>
<source>Keys of actions can be changed here; those of labels in Tasks and labels. Keys of images and lists, such as arrows, Space and Enter, are always the same.</source>
<translation>操作的快捷键可在此更改；标签的在“任务和标签”中更改。图像和列表的按键，如方向键、Space 和 Enter，始终不变。</translation>
</message>
<message>
<source>Labels: key present (again: unknown), Shift+key absent, Alt+key unknown</source>
<translation>标签：按键为“有”（再按：未知），Shift+按键为“无”，Alt+按键为“未知”</translation>
</message>
<message>
<source>Reset</source>
<translation>重置</translation>
</message>
<message>
<source>Reset all</source>
<translation>全部重置</translation>
</message>
</context>
<context>
<name>ShownGuidelines</name>
<message>
<source>Click a label's name first: this shows what it means.</source>
<translation>请先点击标签的名称：这里会显示它的含义。</translation>
</message>
</context>
<context>
<name>ShownWindow</name>
<message>
<source>The window speaks {0} from its next start.</source>
<translation>窗口将在下次启动时使用{0}。</translation>
</message>
</context>
<context>
<name>Sidebar</name>
<message>
<source>Accepted suggestions</source>
<translation>已接受的建议</translation>
</message>
<message>
<source>All</source>
<translation>全部</translation>
</message>
<message>
<source>An image counts in each line that fits.</source>
<translation>一张图像会计入每个符合的行。</translation>
</message>
<message>
<source>By hand</source>
<translation>手工标注</translation>
</message>
<message>
<source>Disagree</source>
<translation>不一致</translation>
</message>
<message>
<source>Disputed</source>
<translation>有争议</translation>
</message>
<message>
<source>Disputes settled</source>
<translation>已裁定的争议</translation>
</message>
<message>
<source>Filters and saved views</source>
<translation>筛选和已保存的视图</translation>
</message>
<message>
<source>Folders</source>
<translation>文件夹</translation>
</message>
<message>
<source>Images of which two people say otherwise, until a reviewer settles it.</source>
<translation>两个人意见不同的图像，直到审核者裁定为止。</translation>
</message>
<message>
<source>Images with an annotation by which a reviewer settled a dispute.</source>
<translation>含有审核者裁定争议所作标注的图像。</translation>
</message>
<message>
<source>Images with an annotation that a model suggested and somebody accepted.</source>
<translation>带有由模型建议并被人接受的标注的图像。</translation>
</message>
<message>
<source>Images with an annotation that came from a file or folder.</source>
<translation>带有来自文件或文件夹的标注的图像。</translation>
</message>
<message>
<source>Images with an annotation that somebody kept although a model doubted it.</source>
<translation>带有模型曾怀疑、但被人保留的标注的图像。</translation>
</message>
<message>
<source>Images with an annotation that somebody made by hand, by key or click.</source>
<translation>带有由人用按键或点击手工标注的图像。</translation>
</message>
<message>
<source>Images with an annotation under your name: made by hand, accepted or imported by you.</source>
<translation>带有你名下标注的图像：由你手工标注、接受或导入。</translation>
</message>
<message>
<source>Images with at least one annotation, present or absent.
The numbers at the tasks below are smaller: images on which all of a task is decided.</source>
<translation>至少有一条标注（有或无）的图像。
下面各任务的数字更小：是该任务全部确定的图像。</translation>
</message>
<message>
<source>Images without any annotation.</source>
<translation>没有任何标注的图像。</translation>
</message>
<message>
<source>Imported</source>
<translation>导入的</translation>
</message>
<message>
<source>Labelled</source>
<translation>已标注</translation>
</message>
<message>
<source>Labels</source>
<translation>标签</translation>
</message>
<message>
<source>Saved views</source>
<translation>已保存的视图</translation>
</message>
<message>
<source>Suggested</source>
<translation>有建议</translation>
</message>
<message>
<source>Suspects</source>
<translation>可疑标注</translation>
</message>
<message>
<source>Suspects kept</source>
<translation>已保留的可疑标注</translation>
</message>
<message>
<source>Under your name</source>
<translation>你名下</translation>
</message>
<message>
<source>Unlabelled</source>
<translation>未标注</translation>
</message>
<message>
<source>Unreadable</source>
<translation>无法读取</translation>
</message>
<message>
<source>Unsure</source>
<translation>存疑</translation>
</message>
<message>
<source>Views</source>
<translation>视图</translation>
</message>
<message>
<source>{0} more are decided in part: a label is open on them, such as one that was added later</source>
<translation>另有 {0} 张只确定了一部分：其上还有标签未定，例如后来添加的标签</translation>
</message>
<message>
<source>{0} of {1}</source>
<translation>{0} / {1}</translation>
</message>
<message>
<source>{0} of {1} in full</source>
<translation>{0} / {1} 全部确定</translation>
</message>
<message>
<source>{0}: all is decided on {1} of {2} images; {3} of {4} decisions are made</source>
<translation>{0}：{2} 张图像中 {1} 张已全部确定；{4} 个判断中完成了 {3} 个</translation>
</message>
<message>
<source>… {0} more: search for path:</source>
<translation>…… 另有 {0} 个：可搜索 path:</translation>
</message>
</context>
<context>
<name>SimilarImages</name>
<message>
<source>Select an image first, then look for similar ones.</source>
<translation>请先选择一张图像，再查找相似的。</translation>
</message>
</context>
<context>
<name>SizeSlider</name>
<message>
<source>Size of thumbnails</source>
<translation>缩略图大小</translation>
</message>
<message>
<source>Size of thumbnails (Ctrl+wheel)</source>
<translation>缩略图大小（Ctrl+滚轮）</translation>
</message>
</context>
<context>
<name>SortBox</name>
<message>
<source>Date added</source>
<translation>添加日期</translation>
</message>
<message>
<source>Date taken</source>
<translation>拍摄日期</translation>
</message>
<message>
<source>File date</source>
<translation>文件日期</translation>
</message>
<message>
<source>File size</source>
<translation>文件大小</translation>
</message>
<message>
<source>Label whose probability sorts</source>
<translation>按其概率排序的标签</translation>
</message>
<message>
<source>Largest or newest first</source>
<translation>最大或最新的在前</translation>
</message>
<message>
<source>Name</source>
<translation>名称</translation>
</message>
<message>
<source>Number of labels</source>
<translation>标签数</translation>
</message>
<message>
<source>Probability</source>
<translation>概率</translation>
</message>
<message>
<source>Rating</source>
<translation>评分</translation>
</message>
<message>
<source>Reverse order</source>
<translation>反向排序</translation>
</message>
<message>
<source>Similarity</source>
<translation>相似度</translation>
</message>
<message>
<source>Sort by</source>
<translation>排序方式</translation>
</message>
<message>
<source>Suspicion of a mistake</source>
<translation>可疑程度</translation>
</message>
<message>
<source>The label whose probability sorts</source>
<translation>按其概率排序的标签</translation>
</message>
<message>
<source>Uncertainty</source>
<translation>不确定性</translation>
</message>
</context>
<context>
<name>Sparkline</name>
<message>
<source>nothing yet</source>
<translation>还没有</translation>
</message>
<message>
<source>now {last}, between {low} and {high}</source>
<translation>现在 {last}，介于 {low} 和 {high} 之间</translation>
</message>
</context>
<context>
<name>Stars</name>
<message>
<source>Rating: click again to take it away ({rating_0} to {rating_5})</source>
<translation>评分：再次点击可取消 ({rating_0} 到 {rating_5})</translation>
</message>
<message>
<source>Rating: {0} of {1}</source>
<translation>评分：{0} / {1}</translation>
</message>
<message>
<source>several</source>
<translation>多个</translation>
</message>
</context>
<context>
<name>StartPage</name>
<message>
<source>A folder of images, with tasks and labels ready made.</source>
<translation>一个图像文件夹，配好现成的任务和标签。</translation>
</message>
<message>
<source>A folder of images, with that model's labels, and its suggestions from the first minute.</source>
<translation>一个图像文件夹，带有那个模型的标签，从一开始就有它的建议。</translation>
</message>
<message>
<source>A project, or a folder that was exported…</source>
<translation>项目，或导出的文件夹…</translation>
</message>
<message>
<source>An ONNX file…</source>
<translation>ONNX 文件…</translation>
</message>
<message>
<source>Label images for several tasks at once, while a model learns beside you.</source>
<translation>同时为多个任务标注图像，模型在你身边边标边学。</translation>
</message>
<message>
<source>Learn from the tags I already have</source>
<translation>从已有的关键词学习</translation>
</message>
<message>
<source>One that lies in a database on a server, where several people label it.</source>
<translation>存放在服务器数据库中、由多人共同标注的项目。</translation>
</message>
<message>
<source>Open a folder of images</source>
<translation>打开图像文件夹</translation>
</message>
<message>
<source>Open a team's project</source>
<translation>打开团队项目</translation>
</message>
<message>
<source>Or drop a folder here. Images stay where they are and are never changed.</source>
<translation>也可以把文件夹拖到这里。图像留在原处，绝不会被改动。</translation>
</message>
<message>
<source>Projects you open appear here, with a picture and how much is labelled.</source>
<translation>打开过的项目会出现在这里，附有图片和标注进度。</translation>
</message>
<message>
<source>Recent projects</source>
<translation>最近的项目</translation>
</message>
<message>
<source>Start from a template</source>
<translation>从模板开始</translation>
</message>
<message>
<source>Start from another project's model</source>
<translation>从另一个项目的模型开始</translation>
</message>
<message>
<source>Takes over folder names, text and XMP files beside images, and keywords inside them. Nothing of that is changed.</source>
<translation>采用文件夹名、图像旁的文本和 XMP 文件，以及图像内的关键词。这些都不会被改动。</translation>
</message>
<message>
<source>Try the example</source>
<translation>试用示例</translation>
</message>
</context>
<context>
<name>SuspectBox</name>
<message>
<source>Change to absent</source>
<translation>改为“无”</translation>
</message>
<message>
<source>Change to present</source>
<translation>改为“有”</translation>
</message>
<message>
<source>Change to “{0}”</source>
<translation>改为“{0}”</translation>
</message>
<message>
<source>Keep it as it is ({keep})</source>
<translation>保持原样 ({keep})</translation>
</message>
<message>
<source>May be a mistake</source>
<translation>可能有误</translation>
</message>
<message>
<source>The probability in the list above is of the model that predicts. It may have learnt from this very annotation.</source>
<translation>上面列表中的概率来自正在预测的模型。它可能正是从这条标注学来的。</translation>
</message>
<message>
<source>and {0} more on this image</source>
<translation>此图像上还有 {0} 条</translation>
</message>
<message>
<source>{0} %</source>
<translation>{0} %</translation>
</message>
<message>
<source>{0} ({correct})</source>
<translation>{0} ({correct})</translation>
</message>
<message>
<source>“{0}” is annotated as absent. A model that never saw this image gives it {1}.</source>
<translation>“{0}”被标注为“无”。一个从未见过此图像的模型给出 {1}。</translation>
</message>
<message>
<source>“{0}” is annotated as present. A model that never saw this image gives it {1}.</source>
<translation>“{0}”被标注为“有”。一个从未见过此图像的模型给出 {1}。</translation>
</message>
<message>
<source>“{0}” is annotated. A model that never saw this image gives it {1}, and “{2}” {3}.</source>
<translation>标注为“{0}”。一个从未见过此图像的模型给它 {1}，给“{2}” {3}。</translation>
</message>
</context>
<context>
<name>SweepBanner</name>
<message>
<source>A dashed frame is a suggestion: present. All others stay without a state.</source>
<translation>虚线框表示建议：有。其余图像保持没有状态。</translation>
</message>
<message>
<source>A dotted frame: looks like it. No key accepts that.</source>
<translation>点线框：看起来像。任何按键都不会接受它。</translation>
</message>
<message>
<source>Accept the rest, next ({finish_sweep})</source>
<translation>接受其余，下一个 ({finish_sweep})</translation>
</message>
<message>
<source>All others absent</source>
<translation>其余设为“无”</translation>
</message>
<message>
<source>Drag: present · right button or Shift: absent · Alt or the same again: unknown · Space: as suggested · Shift+Space: absent · Backspace: unknown</source>
<translation>拖动：有 · 右键或 Shift：无 · Alt 或再刷一次：未知 · Space：按建议 · Shift+Space：无 · Backspace：未知</translation>
</message>
<message>
<source>How far the order may be believed</source>
<translation>排序可信到什么程度</translation>
</message>
<message>
<source>Images decided</source>
<translation>已确定的图像</translation>
</message>
<message>
<source>Label that is swept for</source>
<translation>要刷标的标签</translation>
</message>
<message>
<source>Leave out images whose state was known when sorted</source>
<translation>不包括排序时状态已知的图像</translation>
</message>
<message>
<source>More is known by now: sort by it</source>
<translation>现在了解得更多了：按此重新排序</translation>
</message>
<message>
<source>Only undecided</source>
<translation>只看未确定的</translation>
</message>
<message>
<source>Sort again</source>
<translation>重新排序</translation>
</message>
<message>
<source>Sweep</source>
<translation>刷标</translation>
</message>
<message>
<source>What this label means</source>
<translation>此标签的含义</translation>
</message>
<message>
<source>What this label means, with examples ({guidelines})</source>
<translation>此标签的含义和示例 ({guidelines})</translation>
</message>
<message>
<source>With the rest as suggested: images without a state and without a dashed frame become absent, seen or not</source>
<translation>其余按建议处理：没有状态也没有虚线框的图像变为“无”，无论是否看过</translation>
</message>
<message>
<source>{0} of {1} done</source>
<translation>{1} 张中完成 {0} 张</translation>
</message>
<message>
<source>{0} present, {1} absent</source>
<translation>{0} 有，{1} 无</translation>
</message>
</context>
<context>
<name>SweepMode</name>
<message>
<source>Another project's model suggests it: look at a dozen images first.</source>
<translation>这是另一个项目的模型的建议：请先看十几张图像。</translation>
</message>
<message>
<source>From the name alone: press the label's key, or paint it.</source>
<translation>仅凭名称：请按标签键，或用鼠标刷。</translation>
</message>
<message>
<source>Nothing is accepted from a name alone: look at some images first.</source>
<translation>仅凭名称不会接受任何内容：请先看一些图像。</translation>
</message>
<message>
<source>Nothing is suggested for this label yet.</source>
<translation>此标签还没有任何建议。</translation>
</message>
<message>
<source>Sweep for which label?</source>
<translation>刷标哪个标签？</translation>
</message>
<message>
<source>Take the rest as suggested for “{0}”?</source>
<translation>其余图像按“{0}”的建议处理？</translation>
</message>
</context>
<context>
<name>SweepOffer</name>
<message>
<source>An image looks like “{0}”, from the name alone.</source>
<translation>仅凭名称，有 1 张图像看起来像“{0}”。</translation>
</message>
<message>
<source>Nothing has judged this yet.</source>
<translation>尚未经任何检验。</translation>
</message>
<message>
<source>Sweep for it</source>
<translation>刷标它</translation>
</message>
<message>
<source>{1} images look like “{0}”, from the name alone.</source>
<translation>仅凭名称，有 {1} 张图像看起来像“{0}”。</translation>
</message>
</context>
<context>
<name>TaskForm</name>
<message>
<source>Add task</source>
<translation>添加任务</translation>
</message>
<message>
<source>Cancel</source>
<translation>取消</translation>
</message>
<message>
<source>Name of the new task</source>
<translation>新任务的名称</translation>
</message>
<message>
<source>Name of the task</source>
<translation>任务的名称</translation>
</message>
<message>
<source>any number of labels per image</source>
<translation>每张图像任意多个标签</translation>
</message>
<message>
<source>exactly one label per image</source>
<translation>每张图像恰好一个标签</translation>
</message>
</context>
<context>
<name>TeamOpener</name>
<message>
<source>Open</source>
<translation>打开</translation>
</message>
<message>
<source>Open a team's project</source>
<translation>打开团队项目</translation>
</message>
<message>
<source>Opening the team's project</source>
<translation>正在打开团队项目</translation>
</message>
<message>
<source>URL of the project</source>
<translation>项目的 URL</translation>
</message>
<message>
<source>URL of the project's database, as its owner gave it to you:</source>
<translation>项目数据库的 URL，由项目所有者提供：</translation>
</message>
</context>
<context>
<name>TeamServer</name>
<message>
<source>It is sent by itself when the server is back.</source>
<translation>服务器恢复后会自动发送。</translation>
</message>
<message>
<source>It stands in the folder “outbox” of your folder.</source>
<translation>它保存在你文件夹中的“outbox”文件夹里。</translation>
</message>
<message>
<source>Look at these images again.</source>
<translation>请再看一遍这些图像。</translation>
</message>
<message>
<source>The server did not take an action that waited: {0}</source>
<translation>服务器没有接受一项等待发送的操作：{0}</translation>
</message>
<message>
<source>The server is away</source>
<translation>服务器无法连接</translation>
</message>
<message>
<source>The team's server</source>
<translation>团队的服务器</translation>
</message>
<message>
<source>The team's server cannot be reached.</source>
<translation>无法连接团队的服务器。</translation>
</message>
<message>
<source>What you label is on this disk, and is sent when the server is back, also by the next start.</source>
<translation>你的标注保存在本机磁盘上，服务器恢复后发送；若在此之前关闭程序，则在下次启动时发送。</translation>
</message>
<message>
<source>You can go on labelling: it is kept on this disk.</source>
<translation>你可以继续标注：内容保存在本机磁盘上。</translation>
</message>
</context>
<context>
<name>TemplateMenu</name>
<message>
<source>Aerial images</source>
<translation>航拍图像</translation>
</message>
<message>
<source>Chest X-ray</source>
<translation>胸部 X 光</translation>
</message>
<message>
<source>Driving scene</source>
<translation>驾驶场景</translation>
</message>
<message>
<source>Photos</source>
<translation>照片</translation>
</message>
<message>
<source>Products</source>
<translation>商品</translation>
</message>
</context>
<context>
<name>TestPartForm</name>
<message>
<source> images</source>
<translation> 张图像</translation>
</message>
<message>
<source>Another test part</source>
<translation>另一个测试集</translation>
</message>
<message>
<source>By chance, from all images</source>
<translation>从所有图像中随机抽取</translation>
</message>
<message>
<source>Draw another</source>
<translation>另抽一个</translation>
</message>
<message>
<source>Draw another…</source>
<translation>另抽一个…</translation>
</message>
<message>
<source>Draw by chance</source>
<translation>随机抽取</translation>
</message>
<message>
<source>Images that nothing learns from and nothing is chosen on: what they tell can be published. Drawn by chance, it tells of all your photographs; chosen, of such images. While you label them, suggestions are hidden.</source>
<translation>不用于学习、也不用于任何选择的图像：由它们得出的结论可以发表。随机抽取时代表你的所有照片；挑选时只代表此类图像。标注它们时会隐藏建议。</translation>
</message>
<message>
<source>Images to draw</source>
<translation>要抽取的图像数</translation>
</message>
<message>
<source>Label them…</source>
<translation>标注它们…</translation>
</message>
<message>
<source>Let another test part take the place of the one there is?</source>
<translation>用另一个测试集替换现有的？</translation>
</message>
<message>
<source>Use these</source>
<translation>使用这些</translation>
</message>
<message>
<source>Use these instead</source>
<translation>改用这些</translation>
</message>
<message>
<source>Use these instead…</source>
<translation>改用这些…</translation>
</message>
<message>
<source>Where the test part comes from</source>
<translation>测试集的来源</translation>
</message>
<message>
<source>Whoever changes it until the figures please has chosen on the test part. Labels stay, and its images are learnt from in future.</source>
<translation>反复更换直到指标好看，就等于在测试集上做了选择。标签会保留，其图像今后将用于学习。</translation>
</message>
<message>
<source>{0} images, all labelled.</source>
<translation>{0} 张图像，全部已标注。</translation>
</message>
<message>
<source>{0} images, {1} of them still to label.</source>
<translation>{0} 张图像，其中 {1} 张尚待标注。</translation>
</message>
</context>
<context>
<name>ThemeMenu</name>
<message>
<source>As the system</source>
<translation>跟随系统</translation>
</message>
<message>
<source>Dark</source>
<translation>深色</translation>
</message>
<message>
<source>Light</source>
<translation>浅色</translation>
</message>
</context>
<context>
<name>ThresholdEditor</name>
<message>
<source>Back to the fitted one</source>
<translation>恢复拟合的阈值</translation>
</message>
<message>
<source>F1 {0}</source>
<translation>F1 {0}</translation>
</message>
<message>
<source>No threshold reaches a precision of {0} on these images.</source>
<translation>在这些图像上，没有阈值能达到精确率 {0}。</translation>
</message>
<message>
<source>Of a task with exactly one label the most probable one is predicted.</source>
<translation>恰好一个标签的任务，预测概率最高的那个。</translation>
</message>
<message>
<source>Of {0} images judged: {1} found, {2} missed, {3} false alarms.</source>
<translation>评判的 {0} 张图像：找到 {1}，漏报 {2}，误报 {3}。</translation>
</message>
<message>
<source>Precision</source>
<translation>精确率</translation>
</message>
<message>
<source>Precision and recall</source>
<translation>精确率和召回率</translation>
</message>
<message>
<source>Recall</source>
<translation>召回率</translation>
</message>
<message>
<source>Show false alarms ({0})</source>
<translation>显示误报（{0}）</translation>
</message>
<message>
<source>Show missed ({0})</source>
<translation>显示漏报（{0}）</translation>
</message>
<message>
<source>The label counts as predicted from here on: in the window, in predict and in evaluate, with this run and with every later one, until you go back.</source>
<translation>从此处起该标签算作预测为“有”：在窗口、predict 和 evaluate 中，对此运行和以后的每个运行都如此，直到你改回。</translation>
</message>
<message>
<source>This run did not keep what it was judged by.</source>
<translation>此运行没有保留评判依据。</translation>
</message>
<message>
<source>Threshold</source>
<translation>阈值</translation>
</message>
<message>
<source>Too few to tell precision and recall.</source>
<translation>太少，无法判断精确率和召回率。</translation>
</message>
<message>
<source>Type the precision you need: the threshold with the highest recall follows.</source>
<translation>输入所需的精确率：会给出召回率最高的阈值。</translation>
</message>
<message>
<source>Type the recall you need: the threshold with the highest precision follows.</source>
<translation>输入所需的召回率：会给出精确率最高的阈值。</translation>
</message>
<message>
<source>Use this threshold</source>
<translation>使用此阈值</translation>
</message>
<message>
<source>Wished precision</source>
<translation>期望的精确率</translation>
</message>
<message>
<source>Wished recall</source>
<translation>期望的召回率</translation>
</message>
<message>
<source>from {0}</source>
<translation>从 {0} 起</translation>
</message>
<message>
<source>from {0}, in use: {1}</source>
<translation>从 {0} 起，正在使用：{1}</translation>
</message>
<message>
<source>precision</source>
<translation>精确率</translation>
</message>
<message>
<source>recall</source>
<translation>召回率</translation>
</message>
</context>
<context>
<name>TimeQuestion</name>
<message>
<source> min</source>
<translation> 分钟</translation>
</message>
<message>
<source>1 hour</source>
<translation>1 小时</translation>
</message>
<message>
<source>1 minute</source>
<translation>1 分钟</translation>
</message>
<message>
<source>All images have been read before; predicting them comes on top.</source>
<translation>所有图像都已读过；预测的时间另计。</translation>
</message>
<message>
<source>Another time…</source>
<translation>其他时长…</translation>
</message>
<message>
<source>As long as it gets better</source>
<translation>只要还在变好</translation>
</message>
<message>
<source>Do not ask again</source>
<translation>不再询问</translation>
</message>
<message>
<source>How long it may take</source>
<translation>允许的时长</translation>
</message>
<message>
<source>How long may it take?</source>
<translation>允许用多长时间？</translation>
</message>
<message>
<source>Minutes</source>
<translation>分钟</translation>
</message>
<message>
<source>Reading {0} images comes first, about {1}.</source>
<translation>要先读取 {0} 张图像，约 {1}。</translation>
</message>
<message>
<source>Reading {0} images comes first, about {1}: about {2} in all, and predicting them.</source>
<translation>要先读取 {0} 张图像，约 {1}：总共约 {2}，再加上预测。</translation>
</message>
<message>
<source>The more time there is, the more of the network learns, and from larger images. You can go on labelling meanwhile, and cancel: the best so far is kept.</source>
<translation>时间越多，参与学习的网络层就越多，图像也越大。其间可以继续标注，也可以取消：会保留目前最好的结果。</translation>
</message>
<message>
<source>Train</source>
<translation>训练</translation>
</message>
<message>
<source>{0} hours</source>
<translation>{0} 小时</translation>
</message>
<message>
<source>{0} images are read first, which comes on top: once, and how long it takes here is not known yet.</source>
<translation>要先读取 {0} 张图像，时间另计：只需一次，在这台机器上要多久还不清楚。</translation>
</message>
<message>
<source>{0} minutes</source>
<translation>{0} 分钟</translation>
</message>
</context>
<context>
<name>TrainingController</name>
<message>
<source>Stop the training? What it has predicted so far stays in use, and every annotation is saved.</source>
<translation>停止训练？目前的预测会继续使用，所有标注都已保存。</translation>
</message>
<message>
<source>Training is running</source>
<translation>正在训练</translation>
</message>
</context>
<context>
<name>TrainingStrip</name>
<message>
<source>Backbone, device, epochs and more</source>
<translation>主干网络、设备、轮数等</translation>
</message>
<message>
<source>Cancel</source>
<translation>取消</translation>
</message>
<message>
<source>Cancel keeps the best weights so far</source>
<translation>取消会保留目前最好的权重</translation>
</message>
<message>
<source>Cancel training</source>
<translation>取消训练</translation>
</message>
<message>
<source>Details</source>
<translation>详情</translation>
</message>
<message>
<source>Do not wait: end the training process and start another one</source>
<translation>不再等待：结束训练进程并另启一个</translation>
</message>
<message>
<source>Learn from the labels so far and predict every image ({train})</source>
<translation>用目前的标注学习，并预测所有图像 ({train})</translation>
</message>
<message>
<source>Needs a label present on one image and absent on another</source>
<translation>需要某个标签在一张图像上为“有”、在另一张上为“无”</translation>
</message>
<message>
<source>Progress of training</source>
<translation>训练进度</translation>
</message>
<message>
<source>Restart</source>
<translation>重新启动</translation>
</message>
<message>
<source>Restart training process</source>
<translation>重新启动训练进程</translation>
</message>
<message>
<source>Settings…</source>
<translation>设置…</translation>
</message>
<message>
<source>Show all that is known of this problem</source>
<translation>显示关于此问题的全部信息</translation>
</message>
<message>
<source>Start another training process</source>
<translation>另启一个训练进程</translation>
</message>
<message>
<source>State of training</source>
<translation>训练状态</translation>
</message>
<message>
<source>Stop now</source>
<translation>立即停止</translation>
</message>
<message>
<source>Train</source>
<translation>训练</translation>
</message>
<message>
<source>Train  {train}</source>
<translation>训练  {train}</translation>
</message>
<message>
<source>Training settings…</source>
<translation>训练设置…</translation>
</message>
<message>
<source>Warning</source>
<translation>警告</translation>
</message>
<message>
<source>loss</source>
<translation>损失</translation>
</message>
<message>
<source>score</source>
<translation>得分</translation>
</message>
</context>
<context>
<name>TrustLights</name>
<message>
<source>Average precision {0}.</source>
<translation>平均精度 {0}。</translation>
</message>
<message>
<source>No model has learnt it yet: nothing is judged.</source>
<translation>还没有模型学过它：没有任何评判。</translation>
</message>
<message>
<source>Not yet calibrated: measured on {0} present and {1} absent; {2} of each are needed.</source>
<translation>尚未校准：在 {0} 个“有”和 {1} 个“无”上测量；各需要 {2} 个。</translation>
</message>
<message>
<source>Ready: measured on {0} present and {1} absent images it had not seen.</source>
<translation>就绪：在模型没见过的 {0} 张“有”和 {1} 张“无”的图像上测量。</translation>
</message>
<message>
<source>Too few examples: {0} present and {1} absent; {2} of each are needed.</source>
<translation>示例太少：{0} 个“有”和 {1} 个“无”；各需要 {2} 个。</translation>
</message>
</context>
<context>
<name>UndoneImages</name>
<message>
<source>The images that changed are not in view.</source>
<translation>改变的图像不在视图中。</translation>
</message>
</context>
<context>
<name>UnlikeImages</name>
<message>
<source>Review them first</source>
<translation>先审阅它们</translation>
</message>
<message>
<source>Show them</source>
<translation>显示它们</translation>
</message>
</context>
<context>
<name>ViewController</name>
<message>
<source>Looking for images in
{0}</source>
<translation>正在查找图像：
{0}</translation>
</message>
<message>
<source>No images yet in
{0}

Copy images there and choose File › Rescan folders, or drop another folder here.</source>
<translation>这里还没有图像：
{0}

请把图像复制到那里并选择“文件 › 重新扫描文件夹”，或把另一个文件夹拖到这里。</translation>
</message>
<message>
<source>The saved search “{0}” follows: it was “{1}”, and is now “{2}”.</source>
<translation>已保存的搜索“{0}”随之更新：原为“{1}”，现为“{2}”。</translation>
</message>
</context>
<context>
<name>ViewModes</name>
<message>
<source>There is one image in view: two are needed to compare.</source>
<translation>视图中只有一张图像：比较需要两张。</translation>
</message>
</context>
<context>
<name>WorkArea</name>
<message>
<source>Show the label panel</source>
<translation>显示标签面板</translation>
</message>
<message>
<source>Show the sidebar</source>
<translation>显示侧边栏</translation>
</message>
</context>
<context>
<name>WrittenNotices</name>
<message>
<source>Redo</source>
<translation>重做</translation>
</message>
<message>
<source>Redone: {0}.</source>
<translation>已重做：{0}。</translation>
</message>
<message>
<source>Undo</source>
<translation>撤销</translation>
</message>
<message>
<source>Undone: {0}.</source>
<translation>已撤销：{0}。</translation>
</message>
<message>
<source>{0}: {1}.</source>
<translation>{0}：{1}。</translation>
</message>
</context>
<context>
<name>WrittenPages</name>
<message>
<source>Writing the contact sheet</source>
<translation>正在写缩略图表</translation>
</message>
<message>
<source>Writing the report</source>
<translation>正在写报告</translation>
</message>
<message>
<source>Written. Pages: {0}.</source>
<translation>已写好。页数：{0}。</translation>
</message>
<message>
<source>{0} report</source>
<translation>{0} 报告</translation>
</message>
</context>
<context>
<name>WrittenText</name>
<message>
<source>, </source>
<translation>，</translation>
</message>
<message>
<source>1 image</source>
<translation>1 张图像</translation>
</message>
<message>
<source>Nothing new</source>
<translation>没有新内容</translation>
</message>
<message>
<source>{0} absent</source>
<translation>{0} 无</translation>
</message>
<message>
<source>{0} images</source>
<translation>{0} 张图像</translation>
</message>
<message>
<source>{0} present</source>
<translation>{0} 有</translation>
</message>
<message>
<source>{0} unknown again</source>
<translation>{0} 恢复未知</translation>
</message>
</context>
<context>
<name>about</name>
<message>
<source>About LabelMT</source>
<translation>关于 LabelMT</translation>
</message>
<message>
<source>Label images for several tasks at once, while a model learns beside you.</source>
<translation>同时为多个任务标注图像，模型在你身边边标边学。</translation>
</message>
<message>
<source>Projects: {0}
Settings: {1}
Python {2}, Qt {3}
Apache License 2.0</source>
<translation>项目：{0}
设置：{1}
Python {2}，Qt {3}
Apache License 2.0</translation>
</message>
</context>
<context>
<name>colours</name>
<message>
<source>blue</source>
<translation>蓝色</translation>
</message>
<message>
<source>bluish green</source>
<translation>蓝绿色</translation>
</message>
<message>
<source>cyan</source>
<translation>青色</translation>
</message>
<message>
<source>green</source>
<translation>绿色</translation>
</message>
<message>
<source>olive</source>
<translation>橄榄色</translation>
</message>
<message>
<source>orange</source>
<translation>橙色</translation>
</message>
<message>
<source>purple</source>
<translation>紫色</translation>
</message>
<message>
<source>reddish purple</source>
<translation>紫红色</translation>
</message>
<message>
<source>rose</source>
<translation>玫瑰色</translation>
</message>
<message>
<source>sand</source>
<translation>沙色</translation>
</message>
<message>
<source>sky blue</source>
<translation>天蓝色</translation>
</message>
<message>
<source>teal</source>
<translation>水鸭色</translation>
</message>
<message>
<source>vermilion</source>
<translation>朱红色</translation>
</message>
<message>
<source>wine</source>
<translation>酒红色</translation>
</message>
<message>
<source>yellow</source>
<translation>黄色</translation>
</message>
</context>
<context>
<name>errors</name>
<message>
<source>Everything you labelled so far is saved.</source>
<translation>目前为止的标注都已保存。</translation>
</message>
<message>
<source>Something went wrong inside LabelMT.</source>
<translation>LabelMT 内部出了问题。</translation>
</message>
<message>
<source>You can go on. Please copy the details and report this as a bug.</source>
<translation>可以继续使用。请复制详情并作为错误报告给我们。</translation>
</message>
</context>
<context>
<name>pages</name>
<message>
<source>Replace</source>
<translation>替换</translation>
</message>
<message>
<source>There is a file of this name already. Replace it?</source>
<translation>已有同名文件。要替换它吗？</translation>
</message>
<message>
<source>There is something in this folder already. Write into it all the same?</source>
<translation>此文件夹中已有内容。仍要写入吗？</translation>
</message>
<message>
<source>Write into it</source>
<translation>写入其中</translation>
</message>
</context>
<context>
<name>runs</name>
<message>
<source>({0} to {1})</source>
<translation>（{0} 到 {1}）</translation>
</message>
<message>
<source>Drawn by chance</source>
<translation>随机抽取</translation>
</message>
<message>
<source>Test part</source>
<translation>测试集</translation>
</message>
<message>
<source>Unlike photographs</source>
<translation>不像的照片</translation>
</message>
<message>
<source>Validation</source>
<translation>验证</translation>
</message>
<message>
<source>accuracy</source>
<translation>准确率</translation>
</message>
<message>
<source>another project's</source>
<translation>另一个项目的</translation>
</message>
<message>
<source>as you label</source>
<translation>边标边学</translation>
</message>
<message>
<source>calibration error</source>
<translation>校准误差</translation>
</message>
<message>
<source>failed</source>
<translation>失败</translation>
</message>
<message>
<source>fine-tuned</source>
<translation>已微调</translation>
</message>
<message>
<source>finished</source>
<translation>已完成</translation>
</message>
<message>
<source>heads</source>
<translation>分类头</translation>
</message>
<message>
<source>images judged</source>
<translation>评判的图像</translation>
</message>
<message>
<source>labels judged</source>
<translation>评判的标签</translation>
</message>
<message>
<source>mAP</source>
<translation>mAP</translation>
</message>
<message>
<source>macro F1</source>
<translation>宏平均 F1</translation>
</message>
<message>
<source>micro F1</source>
<translation>微平均 F1</translation>
</message>
<message>
<source>predicts</source>
<translation>用于预测</translation>
</message>
<message>
<source>predicts, failed before its end</source>
<translation>用于预测，训练未完成（失败）</translation>
</message>
<message>
<source>predicts, stopped early</source>
<translation>用于预测，已提前停止</translation>
</message>
<message>
<source>stopped early</source>
<translation>提前停止</translation>
</message>
<message>
<source>too few to tell</source>
<translation>太少，无法判断</translation>
</message>
<message>
<source>under way</source>
<translation>进行中</translation>
</message>
<message>
<source>{0} of {1}</source>
<translation>{0} / {1}</translation>
</message>
</context>
<context>
<name>schema</name>
<message>
<source>1 annotation</source>
<translation>1 条标注</translation>
</message>
<message>
<source>1 conflict</source>
<translation>1 处冲突</translation>
</message>
<message>
<source>1 follows</source>
<translation>1 条随之而来</translation>
</message>
<message>
<source>Change what “{0}” implies?</source>
<translation>更改“{0}”所蕴含的标签？</translation>
</message>
<message>
<source>Delete the task “{0}” with its labels?</source>
<translation>删除任务“{0}”及其标签？</translation>
</message>
<message>
<source>Delete {0}?</source>
<translation>删除{0}？</translation>
</message>
<message>
<source>Do this?</source>
<translation>执行此操作？</translation>
</message>
<message>
<source>Merge {0} into “{1}”?</source>
<translation>把{0}合并到“{1}”？</translation>
</message>
<message>
<source>Move {0} to the task “{1}”?</source>
<translation>把{0}移到任务“{1}”？</translation>
</message>
<message>
<source>No annotation is touched.</source>
<translation>不影响任何标注。</translation>
</message>
<message>
<source>On one image present and absent meet: present stays.</source>
<translation>在 1 张图像上“有”与“无”相遇：保留“有”。</translation>
</message>
<message>
<source>On one image two labels cannot both stay: the first one does.</source>
<translation>在 1 张图像上两个标签不能并存：保留第一个。</translation>
</message>
<message>
<source>On {0} images present and absent meet: present stays.</source>
<translation>在 {0} 张图像上“有”与“无”相遇：保留“有”。</translation>
</message>
<message>
<source>On {0} images two labels cannot both stay: the first one does.</source>
<translation>在 {0} 张图像上两个标签不能并存：保留第一个。</translation>
</message>
<message>
<source>One annotation follows from the hierarchy.</source>
<translation>由层级关系得出 1 条标注。</translation>
</message>
<message>
<source>One annotation on {1} goes with it.</source>
<translation>{1} 上的 1 条标注随之删除。</translation>
</message>
<message>
<source>One annotation on {1} is united with it.</source>
<translation>{1} 上的 1 条标注并入其中。</translation>
</message>
<message>
<source>One annotation on {1} moves along.</source>
<translation>{1} 上的 1 条标注随之移动。</translation>
</message>
<message>
<source>One annotation on {1}.</source>
<translation>{1} 上有 1 条标注。</translation>
</message>
<message>
<source>You can undo this.</source>
<translation>可以撤销。</translation>
</message>
<message>
<source>one image</source>
<translation>1 张图像</translation>
</message>
<message>
<source>the label “{0}”</source>
<translation>标签“{0}”</translation>
</message>
<message>
<source>{0} annotations</source>
<translation>{0} 条标注</translation>
</message>
<message>
<source>{0} annotations follow from the hierarchy.</source>
<translation>由层级关系得出 {0} 条标注。</translation>
</message>
<message>
<source>{0} annotations on {1} are united with it.</source>
<translation>{1} 上的 {0} 条标注并入其中。</translation>
</message>
<message>
<source>{0} annotations on {1} go with it.</source>
<translation>{1} 上的 {0} 条标注随之删除。</translation>
</message>
<message>
<source>{0} annotations on {1} move along.</source>
<translation>{1} 上的 {0} 条标注随之移动。</translation>
</message>
<message>
<source>{0} annotations on {1}.</source>
<translation>{1} 上有 {0} 条标注。</translation>
</message>
<message>
<source>{0} conflicts</source>
<translation>{0} 处冲突</translation>
</message>
<message>
<source>{0} follow</source>
<translation>{0} 条随之而来</translation>
</message>
<message>
<source>{0} images</source>
<translation>{0} 张图像</translation>
</message>
<message>
<source>{0} labels</source>
<translation>{0} 个标签</translation>
</message>
</context>
<context>
<name>search_hints</name>
<message>
<source>A to Z</source>
<translation>A 到 Z</translation>
</message>
<message>
<source>a comment has this text in it</source>
<translation>备注中含有此文字</translation>
</message>
<message>
<source>a label is known to be absent</source>
<translation>已知没有某标签</translation>
</message>
<message>
<source>a part of the camera's name</source>
<translation>相机名称的一部分</translation>
</message>
<message>
<source>a person</source>
<translation>人</translation>
</message>
<message>
<source>a random sample of this size, always the same</source>
<translation>此数量的随机样本，始终相同</translation>
</message>
<message>
<source>a reviewer settled a dispute</source>
<translation>审核者裁定了争议</translation>
</message>
<message>
<source>a state</source>
<translation>状态</translation>
</message>
<message>
<source>a table</source>
<translation>表格</translation>
</message>
<message>
<source>an accepted suggestion</source>
<translation>已接受的建议</translation>
</message>
<message>
<source>an annotation may be a mistake</source>
<translation>某条标注可能有误</translation>
</message>
<message>
<source>annotated before a day</source>
<translation>在某天之前标注</translation>
</message>
<message>
<source>annotated on a day or later</source>
<translation>在某天或之后标注</translation>
</message>
<message>
<source>annotation and model disagree</source>
<translation>标注与模型不一致</translation>
</message>
<message>
<source>best first</source>
<translation>评分最高的在前</translation>
</message>
<message>
<source>cannot be shown</source>
<translation>无法显示</translation>
</message>
<message>
<source>day, month or year: taken:2024-06-01..2024-07</source>
<translation>日、月或年：taken:2024-06-01..2024-07</translation>
</message>
<message>
<source>degrees and distance: place:52.52,13.41,5km</source>
<translation>度数和距离：place:52.52,13.41,5km</translation>
</message>
<message>
<source>flagged as unsure</source>
<translation>标记为存疑</translation>
</message>
<message>
<source>folder or file; * stands for any text</source>
<translation>文件夹或文件；* 代表任意文字</translation>
</message>
<message>
<source>has a label</source>
<translation>有某标签</translation>
</message>
<message>
<source>has a near-duplicate</source>
<translation>有近似重复的图像</translation>
</message>
<message>
<source>how many labels are present</source>
<translation>有多少个标签</translation>
</message>
<message>
<source>how unsure the model is, 0 to 1</source>
<translation>模型的不确定程度，0 到 1</translation>
</message>
<message>
<source>its duplicates have different labels</source>
<translation>重复图像的标签不一致</translation>
</message>
<message>
<source>labelled without a look at it</source>
<translation>未经查看即标注</translation>
</message>
<message>
<source>most labels first</source>
<translation>标签最多的在前</translation>
</message>
<message>
<source>most probable first</source>
<translation>概率最高的在前</translation>
</message>
<message>
<source>most probable mistake first</source>
<translation>最可能有误的在前</translation>
</message>
<message>
<source>most similar first</source>
<translation>最相似的在前</translation>
</message>
<message>
<source>most uncertain first</source>
<translation>最不确定的在前</translation>
</message>
<message>
<source>nothing is known of a label</source>
<translation>某标签还是未知</translation>
</message>
<message>
<source>nothing is known yet</source>
<translation>还没有任何已知内容</translation>
</message>
<message>
<source>number of the run that suggested it</source>
<translation>给出建议的运行的编号</translation>
</message>
<message>
<source>oldest file first</source>
<translation>文件最旧的在前</translation>
</message>
<message>
<source>oldest first</source>
<translation>最旧的在前</translation>
</message>
<message>
<source>oldest photograph first</source>
<translation>拍摄最早的在前</translation>
</message>
<message>
<source>only these images, by number: image:#17,#20</source>
<translation>只要这些图像，按编号：image:#17,#20</translation>
</message>
<message>
<source>order; sort:-date reverses it</source>
<translation>排序；sort:-date 为反向</translation>
</message>
<message>
<source>people disagree about a label</source>
<translation>对某个标签有不同意见</translation>
</message>
<message>
<source>probability of a label</source>
<translation>某标签的概率</translation>
</message>
<message>
<source>shown, but a part is missing</source>
<translation>可以显示，但缺失一部分</translation>
</message>
<message>
<source>similar to the image named</source>
<translation>与指定的图像相似</translation>
</message>
<message>
<source>similarity to the image named by like:, up to 1</source>
<translation>与 like: 所指图像的相似度，最大为 1</translation>
</message>
<message>
<source>size of the file, as in 2MB</source>
<translation>文件大小，如 2MB</translation>
</message>
<message>
<source>smallest first</source>
<translation>最小的在前</translation>
</message>
<message>
<source>something is known</source>
<translation>已有已知内容</translation>
</message>
<message>
<source>stars, 0 to 5</source>
<translation>星级，0 到 5</translation>
</message>
<message>
<source>suggested by the model, not labelled yet</source>
<translation>模型有建议，尚未标注</translation>
</message>
<message>
<source>suspected, and confirmed by a person</source>
<translation>曾被怀疑，已由人确认</translation>
</message>
<message>
<source>task, or task=label</source>
<translation>任务，或 任务=标签</translation>
</message>
<message>
<source>the file is not there</source>
<translation>文件不在了</translation>
</message>
<message>
<source>the label of the annotation</source>
<translation>标注的标签</translation>
</message>
<message>
<source>the model has predicted it</source>
<translation>模型已预测有它</translation>
</message>
<message>
<source>unlike any annotated image</source>
<translation>与已标注图像都不像</translation>
</message>
<message>
<source>where an annotation came from</source>
<translation>标注的来源</translation>
</message>
<message>
<source>who annotated</source>
<translation>由谁标注</translation>
</message>
<message>
<source>you</source>
<translation>你</translation>
</message>
</context>
</TS>
